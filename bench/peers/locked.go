package peers

import (
	"context"
	"io"
	"sync"
)

// A locked makes one caller at a time of many, for peers that do not claim to be
// safe for concurrent use.
type locked struct {
	mu sync.Mutex
	r  io.ReaderAt
}

var _ io.ReaderAt = (*locked)(nil)

func (l *locked) ReadAt(p []byte, off int64) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.ReadAt(p, off)
}

// A lockedCloser also closes, as a careful user would: the context that the
// peer's requests carry is cancelled before the lock is waited for, so that the
// lock alone never makes Close wait for a read.
type lockedCloser struct {
	locked
	cancel context.CancelFunc
	c      io.Closer
}

var _ io.Closer = (*lockedCloser)(nil)

func (l *lockedCloser) Close() error {
	l.cancel()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.c.Close()
}
