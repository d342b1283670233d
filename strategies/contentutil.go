package strategies

import (
	"errors"
	"io"
)

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
// ReadAt. Of the options it heeds [WithResumes], [WithOutage],
// [WithStall] and [WithContext].
func NewContentutil(src Source, opts ...Option) *Contentutil {
	config := NewConfig(opts...)
	c := &Contentutil{base: newBase("contentutil", src, config), pos: unknown}
	c.stream = seekable{base: &c.base, turn: make(chan struct{}, 1)}
	c.closeWithContext(config.Context, c)
	return c
}

// ReadAt is that of [Reader], but for one caller at a time.
func (c *Contentutil) ReadAt(p []byte, off int64) (int, error) {
	return c.readAt(p, off, c.fetch)
}

func (c *Contentutil) fetch(p []byte, off int64) (int, error) {
	if c.pos != off {
		c.stream.seek(off)
	}
	c.pos = unknown
	n, err := fill(&c.stream, p)
	if n < len(p) {
		c.stream.drop()
		var failed *openError // not errors.AsType: this package compiles with Go 1.25
		if errors.As(err, &failed) {
			return n, c.fail("open", off, len(p), failed.cause)
		}
		return n, c.fail("read", off, len(p), err)
	}
	c.pos = off + int64(n)
	return n, nil
}

// Close implements [io.Closer]; see [Reader]. It waits for the stream's call in
// flight, which it cancels.
func (c *Contentutil) Close() error {
	c.shut()
	c.stream.drop()
	return nil
}

// seekable is a stream that can be moved: that closes it, and the next Read opens
// it where it then stands, as it does after a failure. Each call is safe for
// concurrent use; what a Read returns is from wherever the last seek, of any
// caller, has moved it.
type seekable struct {
	base   *base
	turn   chan struct{} // held during a call: a lock that bubbles can see
	cursor cursor
}

// openError is the failure to open, for a caller that words the two differently.
type openError struct{ cause error }

func (e *openError) Error() string { return e.cause.Error() }

func (s *seekable) seek(off int64) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if !s.cursor.at(off) {
		s.cursor.drop()
		s.cursor.pos = off
	}
}

func (s *seekable) Read(p []byte) (int, error) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	c := &s.cursor
	if c.pos >= s.base.size {
		return 0, io.EOF
	}
	if c.stream == nil {
		stream, err := s.base.openIn(s.base.ctx, c.pos, -1)
		if err != nil {
			return 0, &openError{err}
		}
		c.stream = stream
	}
	from := c.pos
	c.pos = unknown // should Read not return
	n, err := c.stream.Read(p)
	c.pos = from + int64(n)
	if err != nil || c.pos >= s.base.size {
		c.drop()
	}
	return n, err
}

func (s *seekable) drop() {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	s.cursor.drop()
}
