package strategies

// Pooled keeps streams to the object's end open at the offsets where their last
// callers stopped, and lends each to one caller at a time. Sequential callers,
// however interleaved, cost one request each as long as there are no more of
// them than streams ([WithStreams]); with more, they take streams from each
// other, and every such move costs a request.
//
// A call takes the idle stream at its offset; else it opens one while the bound
// allows; else it replaces the least recently used idle one; else, when all are
// busy, it waits for the next to be given back, FIFO.
//
// No lock is held while bytes move, and waiting is a channel receive, so that
// it runs in a testing/synctest bubble as it is. A sequential read from an open
// stream allocates nothing. It buffers nothing.
type Pooled struct {
	base
	pool pool
}

var _ Reader = (*Pooled)(nil)

// NewPooled returns a Pooled over src. It opens nothing before the first ReadAt.
// Of the options it heeds [WithStreams], [WithResumes], [WithOutage], [WithStall] and
// [WithContext].
func NewPooled(src Source, opts ...Option) *Pooled {
	c := NewConfig(opts...)
	p := &Pooled{base: newBase("pooled", src, c), pool: pool{max: c.Streams}}
	p.closeWithContext(c.Context, p)
	return p
}

// ReadAt implements [io.ReaderAt]; see [Reader].
func (p *Pooled) ReadAt(b []byte, off int64) (int, error) {
	return p.readAt(b, off, p.fetch)
}

func (p *Pooled) fetch(b []byte, off int64) (int, error) {
	c := p.pool.take(off)
	if c == nil {
		return 0, p.fail("read", off, len(b), ErrClosed)
	}
	defer p.giveBack(c)
	return c.readAt(&p.base, b, off)
}

func (p *Pooled) giveBack(c *cursor) {
	if !p.pool.give(c) {
		c.drop()
	}
}

// Close implements [io.Closer]; see [Reader]. It closes the idle streams and
// ends all waiting; the calls it cancels close their streams themselves, and it
// does not wait for them.
func (p *Pooled) Close() error {
	p.shut()
	for _, c := range p.pool.close() {
		c.drop()
	}
	return nil
}
