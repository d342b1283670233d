package strategies

import "sync"

// Locked lets one ReadAt at a time through to r. It is the control that tells
// what a lock costs from what a shared stream costs: same streams, no
// concurrency.
//
// l is held while bytes move. Close goes straight to r: it has to end what is in
// flight, and those who wait for l then get r's ErrClosed in turn.
func Locked(r Reader, l sync.Locker) Reader {
	return &locked{Reader: r, lock: l}
}

type locked struct {
	Reader
	lock sync.Locker
}

var _ Reader = (*locked)(nil)

func (l *locked) ReadAt(p []byte, off int64) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.Reader.ReadAt(p, off)
}
