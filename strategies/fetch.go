package strategies

import (
	"context"
	"io"
	"sync"
)

// fetch is a request on its way and the blocks it fills.
type fetch struct {
	span
	blocks []*block
	more   sync.Cond // tells that bytes have arrived or that there will be none
	cancel context.CancelFunc

	dropped bool // this reader has cancelled it: no caller wanted it any more
	ended   bool
	op      string // what failed, if err is set
	err     error
}

// missing are the blocks that are not whole.
func (f *fetch) missing() (blocks []*block) {
	for _, b := range f.blocks {
		if !b.whole() {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// start begins to fetch a span.
func (r *Readahead) start(s span) {
	f := &fetch{span: s}
	f.more.L = &r.mu
	r.cache.allocate(f)
	r.running[f] = struct{}{}
	ctx, cancel := context.WithCancel(r.ctx)
	f.cancel = cancel
	r.fetches.Go(func() { r.perform(ctx, f) })
}

// perform runs a fetch to its end, whatever the source does.
func (r *Readahead) perform(ctx context.Context, f *fetch) {
	op, err := "open", errStopped
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
		f.cancel()
		r.end(f, op, err)
	}()
	stream, e := r.openIn(ctx, f.from, f.len())
	if e != nil {
		err = e
		return
	}
	defer stream.Close()
	op = "read"
	err = r.fillBlocks(f, stream)
}

func (r *Readahead) fillBlocks(f *fetch, stream io.Reader) error {
	for _, b := range f.blocks {
		buf := b.buf // perhaps another block's once b is whole
		if n, err := fill(&blockStream{r, b, stream}, buf); n < len(buf) {
			return err
		}
	}
	return nil
}

// end settles the blocks that are missing.
func (r *Readahead) end(f *fetch, op string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, f)
	f.ended, f.op, f.err = true, op, err
	for _, b := range f.missing() {
		r.cache.forget(b)
		r.cache.settle(b)
	}
	// Who cancelled counts, not what the error is: a source whose own context has
	// ended says context.Canceled too, and that is a failure.
	if stopped := f.dropped || r.closed(); !stopped || err == nil {
		r.failing = err != nil
	}
	f.more.Broadcast()
	r.serve()
	r.fetchAhead()
}

// blockStream is a stream whose bytes go to one block, and which tells of them.
type blockStream struct {
	r      *Readahead
	b      *block
	stream io.Reader
}

// Read implements [io.Reader].
func (s *blockStream) Read(p []byte) (int, error) {
	n, err := s.stream.Read(p)
	if n > 0 {
		s.r.arrived(s.b, n)
	}
	return n, err
}

func (r *Readahead) arrived(b *block, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cache.begun = true
	if b.have += n; b.whole() && r.cache.settle(b) {
		r.serve()
	}
	b.fetch.more.Broadcast()
}
