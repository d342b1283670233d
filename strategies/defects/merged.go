package defects

import (
	"sync"

	"readeratbench/strategies"
)

// Merged is the reader with a lock around ReadAt and Close: it no longer
// crashes, and silently returns wrong bytes. See the package comment.
type Merged struct {
	reader
	lock sync.Locker // guards reader
}

var _ strategies.Reader = (*Merged)(nil)

// NewMerged returns a Merged over src. Of the options it heeds
// strategies.WithLocker.
func NewMerged(src strategies.Source, opts ...strategies.Option) *Merged {
	return &Merged{reader: reader{src: src}, lock: strategies.NewConfig(opts...).NewLocker()}
}

// ReadAt breaks the contract of io.ReaderAt; see the package comment. It is safe
// for concurrent use as far as the race detector can tell.
func (m *Merged) ReadAt(p []byte, off int64) (int, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.readAt(p, off)
}

// Close waits for the call in flight, and cannot end it.
func (m *Merged) Close() error {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.close()
}
