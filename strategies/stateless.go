package strategies

// Stateless opens a stream of exactly the bytes asked for, on every call, and
// keeps nothing between calls. Callers never wait for each other; each call
// pays for a request. It buffers nothing.
type Stateless struct{ base }

var _ Reader = (*Stateless)(nil)

// NewStateless returns a Stateless over src. Of the options it heeds
// [WithResumes], [WithOutage], [WithStall] and [WithContext].
func NewStateless(src Source, opts ...Option) *Stateless {
	c := NewConfig(opts...)
	s := &Stateless{newBase("stateless", src, c)}
	s.closeWithContext(c.Context, s)
	return s
}

// ReadAt implements [io.ReaderAt]; see [Reader].
func (s *Stateless) ReadAt(p []byte, off int64) (int, error) {
	return s.readAt(p, off, s.fetch)
}

func (s *Stateless) fetch(p []byte, off int64) (int, error) {
	stream, err := s.open(off, int64(len(p)), len(p))
	if err != nil {
		return 0, err
	}
	defer stream.Close()
	n, err := fill(stream, p)
	if n < len(p) {
		return n, s.fail("read", off, len(p), err)
	}
	return n, nil
}

// Close implements [io.Closer]; see [Reader]. It does not wait for the calls it
// cancels.
func (s *Stateless) Close() error {
	s.shut()
	return nil
}
