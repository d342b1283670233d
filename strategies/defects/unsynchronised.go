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

// Close closes the stream, also while another call reads from it.
func (u *Unsynchronised) Close() error { return u.close() }

// NewOffsetIgnored returns the reader as it was before moby/buildkit PR #5597, in
// the same one: whatever offset a stream was to be opened at, it began at byte 0.
// So a call that jumps gets the object's first bytes, with a nil error. It heeds no
// option.
func NewOffsetIgnored(src strategies.Source, _ ...strategies.Option) *Unsynchronised {
	return &Unsynchronised{reader{src: src, deaf: true}}
}
