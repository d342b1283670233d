package strategies

import "errors"

// Contentutil has the shape of BuildKit's contentutil.readerAt, which moby/buildkit
// #3993 proposed for the S3 cache: one stream, the offset it stands at, and no lock.
// A call at another offset seeks, which over a store is to close the stream and open
// another, and then reads. The stream's single calls take turns, as they do where it
// is a seekable fetcher's; the two together do not. So it is NOT safe for concurrent
// use: callers read from each other's streams. Behind [Locked] it is, and like
// [Mutex]. It buffers nothing.
type Contentutil struct {
	base
	stream seekable
	pos    int64 // where the stream stands, for all it knows
}

var _ Reader = (*Contentutil)(nil)

// NewContentutil returns a Contentutil over src. It opens nothing before the first
// ReadAt. Of the options it heeds [WithResumes].
func NewContentutil(src Source, opts ...Option) *Contentutil {
	c := &Contentutil{base: newBase("contentutil", src, opts...), pos: unknown}
	c.stream = seekable{base: &c.base, turn: make(chan struct{}, 1)}
	return c
}

// ReadAt is that of [Reader], but for one caller at a time.
func (c *Contentutil) ReadAt(p []byte, off int64) (int, error) {
	return c.readAt(p, off, c.fetch)
}

func (c *Contentutil) fetch(p []byte, off int64) (int, error) {
	if c.pos != off {
		if err := c.stream.seek(off, len(p)); err != nil {
			return 0, err
		}
	}
	c.pos = unknown
	n, err := fill(&c.stream, p)
	if n < len(p) {
		c.stream.close()
		return n, c.fail("read", off, len(p), err)
	}
	if err == nil { // or the stream is spent
		c.pos = off + int64(n)
	}
	return n, nil
}

// Close implements [io.Closer]; see [Reader]. It waits for the stream's call in
// flight, which it cancels.
func (c *Contentutil) Close() error {
	c.cancel()
	c.stream.close()
	return nil
}

// seekable is a stream that can be moved. Each call is safe for concurrent use;
// what a Read returns is from wherever the last seek, by whomever, has moved it.
type seekable struct {
	base   *base
	turn   chan struct{} // held during a call: a lock that bubbles can see
	cursor cursor
}

var errNoStream = errors.New("another call has ended the stream")

// seek moves the stream for the n bytes at off.
func (s *seekable) seek(off int64, n int) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if err := s.cursor.seek(s.base, off, n); err != nil {
		return err
	}
	s.cursor.pos = off
	return nil
}

func (s *seekable) Read(p []byte) (int, error) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	c := &s.cursor
	if c.stream == nil {
		return 0, errNoStream
	}
	from := c.pos
	c.pos = unknown
	n, err := c.stream.Read(p)
	c.pos = from + int64(n)
	if err != nil || c.pos >= s.base.size {
		c.drop()
	}
	return n, err
}

// close closes the stream; seek opens another.
func (s *seekable) close() {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	s.cursor.drop()
}
