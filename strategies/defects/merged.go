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

// Mending is a set of the lines that mend [Merged].
type Mending uint

const (
	// MendOffset sets the stored offset where a stream is opened.
	MendOffset Mending = 1 << iota
	// MendShortRead compares what is left with nothing, not with what has come.
	MendShortRead
	// MendClose says after Close that the reader is closed.
	MendClose

	MendAll = MendOffset | MendShortRead | MendClose
)

// NewMended returns the merged reader with some of its defects mended, each by one
// line of reader.go: the smallest change to what was merged. README.md in this
// folder says what each line buys, and what none of them does: that is why all
// three do not make it one of strategies.All. Of the options it heeds
// strategies.WithLocker.
func NewMended(src strategies.Source, mending Mending, opts ...strategies.Option) *Merged {
	m := NewMerged(src, opts...)
	m.mending = mending
	return m
}

func (m Mending) has(line Mending) bool { return m&line != 0 }
