package strategies

import "sync"

// Mutex serves all callers from one stream to the object's end, one caller at a
// time. A caller that does not continue where the last one stopped closes the
// stream and opens another at its own offset: one sequential caller costs one
// request, interleaved callers cost one request a call.
//
// The lock is held while bytes move (see [WithLocker]), and while a broken stream
// waits to be resumed. It buffers nothing.
type Mutex struct {
	base
	lock   sync.Locker // guards cursor
	cursor cursor
}

var _ Reader = (*Mutex)(nil)

// NewMutex returns a Mutex over src. It opens nothing before the first ReadAt.
// Of the options it heeds [WithLocker], [WithResumes], [WithOutage], [WithStall] and
// [WithContext].
func NewMutex(src Source, opts ...Option) *Mutex {
	c := NewConfig(opts...)
	m := &Mutex{base: newBase("mutex", src, c), lock: c.NewLocker()}
	m.closeWithContext(c.Context, m)
	return m
}

// ReadAt implements [io.ReaderAt]; see [Reader].
func (m *Mutex) ReadAt(p []byte, off int64) (int, error) {
	return m.readAt(p, off, m.fetch)
}

func (m *Mutex) fetch(p []byte, off int64) (int, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.closed() { // while this call waited
		return 0, m.fail("read", off, len(p), ErrClosed)
	}
	return m.cursor.readAt(&m.base, p, off)
}

// Close implements [io.Closer]; see [Reader]. It returns after the call in
// flight, which it cancels, has ended.
func (m *Mutex) Close() error {
	m.shut() // before the lock, or it would wait for the bytes it is to stop
	m.lock.Lock()
	defer m.lock.Unlock()
	m.cursor.drop()
	return nil
}
