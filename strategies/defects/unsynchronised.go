package defects

import "readeratbench/strategies"

// Unsynchronised is the reader before it had a lock. See the package comment.
type Unsynchronised struct{ reader }

var _ strategies.Reader = (*Unsynchronised)(nil)

// NewUnsynchronised returns an Unsynchronised over src. It heeds no option.
func NewUnsynchronised(src strategies.Source, _ ...strategies.Option) *Unsynchronised {
	return &Unsynchronised{reader{src: src}}
}

// ReadAt breaks the contract of io.ReaderAt; see the package comment. It is not
// safe for concurrent use, which that contract demands.
func (u *Unsynchronised) ReadAt(p []byte, off int64) (int, error) { return u.readAt(p, off) }

// Close closes the stream, under whoever reads from it.
func (u *Unsynchronised) Close() error { return u.close() }
