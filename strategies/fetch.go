package strategies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// fetch is a request on its way and the blocks it brings.
type fetch struct {
	span
	blocks []*block
	more   sync.Cond // tells that bytes have come or that there will be none
	cancel context.CancelFunc

	ended bool
	op    string // what failed, if err is set
	err   error
}

// missing counts the blocks that are not whole.
func (f *fetch) missing() (n int) {
	for _, b := range f.blocks {
		if !b.whole() {
			n++
		}
	}
	return n
}

// start sends for a span.
func (r *Readahead) start(s span) {
	f := &fetch{span: s}
	f.more.L = &r.mu
	f.blocks = r.cache.take(s, f)
	r.running[f] = struct{}{}
	ctx, cancel := context.WithCancel(r.ctx)
	f.cancel = cancel
	r.fetches.Go(func() { r.run(ctx, f) })
}

var errStopped = errors.New("the source ended the goroutine that read from it")

// run brings a fetch to its end, whatever the source does.
func (r *Readahead) run(ctx context.Context, f *fetch) {
	op, err := "open", errStopped
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the source panicked: %v\n%s", v, debug.Stack())
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
	err = r.bring(f, stream)
}

// bring fills the blocks of f.
func (r *Readahead) bring(f *fetch, stream io.Reader) error {
	for _, b := range f.blocks {
		buf := b.buf // b's no longer, perhaps, once it is whole
		if n, err := fill(&arriving{r, f, b, stream}, buf); n < len(buf) {
			return err
		}
	}
	return nil
}

// end settles what has come and what will not.
func (r *Readahead) end(f *fetch, op string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, f)
	f.ended, f.op, f.err = true, op, err
	for _, b := range f.blocks {
		if !b.whole() {
			r.cache.lose(b)
			r.cache.settle(b)
		}
	}
	r.ailing = err != nil && !errors.Is(err, context.Canceled)
	f.more.Broadcast()
	r.serve()
	r.fetchAhead()
}

// arriving is a stream that makes known what has arrived for a block.
type arriving struct {
	r      *Readahead
	f      *fetch
	b      *block
	stream io.Reader
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.stream.Read(p)
	if n > 0 && n <= len(p) {
		a.r.arrived(a.f, a.b, n)
	}
	return n, err
}

func (r *Readahead) arrived(f *fetch, b *block, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cache.begun = true
	if b.have += n; b.whole() && r.cache.settle(b) {
		r.serve()
	}
	f.more.Broadcast()
}
