package strategies

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// FromOpen makes a Source of size bytes from a function that streams the object
// from an offset to its end, which is all BuildKit's fetchers offer. The
// streams therefore ignore the length they are opened with.
//
// open knows no context, so cancellation is bridged: it closes the stream, and
// a Read it interrupts fails with the context's cause. This asks of open's
// streams that Close may be called during Read and ends it. An open that waits
// cannot be interrupted: the Source's Open returns without it, in time for a
// reader's Close, and the stream is closed when it comes. Give [FromOpenContext] an
// open that can be interrupted, where there is one. The underlying stream sees
// exactly one Close.
//
// An open that returns (nil, nil) has failed. FromOpen panics if size is negative,
// as http.Response.ContentLength is where the size is not known, or open is nil.
func FromOpen(size int64, open func(off int64) (io.ReadCloser, error)) Source {
	if open == nil {
		panic("strategies: FromOpen without a function that opens")
	}
	return newOpenSource("FromOpen", size, func(ctx context.Context, off int64) (io.ReadCloser, error) {
		return openLate(ctx, func() (io.ReadCloser, error) { return open(off) })
	})
}

// FromOpenContext is [FromOpen] with an open that takes a context, as those of
// containerd's and the SDK's clients do. The context spans the life of the stream;
// once it is cancelled, open returns soon, with an error. The streams' Close may
// still be called during Read, and ends it.
func FromOpenContext(size int64, open func(ctx context.Context, off int64) (io.ReadCloser, error)) Source {
	if open == nil {
		panic("strategies: FromOpenContext without a function that opens")
	}
	return newOpenSource("FromOpenContext", size, open)
}

type openSource struct {
	size int64
	open func(ctx context.Context, off int64) (io.ReadCloser, error)
}

var _ Source = (*openSource)(nil)

func newOpenSource(name string, size int64, open func(ctx context.Context, off int64) (io.ReadCloser, error)) *openSource {
	if size < 0 {
		panic(fmt.Sprintf("strategies: %s with size %d: need the object's size", name, size))
	}
	return &openSource{size: size, open: open}
}

func (s *openSource) Size() int64 { return s.size }

func (*openSource) endless() {}

func (s *openSource) Open(ctx context.Context, off, _ int64) (io.ReadCloser, error) {
	if ctx.Err() != nil {
		return nil, fmt.Errorf("strategies: source: open from byte %d: %w", off, context.Cause(ctx))
	}
	stream, err := s.open(ctx, off)
	if err != nil {
		return nil, err
	}
	if stream == nil {
		return nil, fmt.Errorf("strategies: source: open from byte %d: %w", off, errNoStream)
	}
	return closeOnCancel(ctx, stream), nil
}

// opened is what a call of open has come to.
type opened struct {
	stream   io.ReadCloser
	err      error
	panicked any
}

// openLate returns what open does or, once ctx is cancelled, its cause; then a
// stream that comes later is closed. A panic of open's is the caller's, as if it had
// called open itself. One that comes later is dropped: no caller could recover from it.
func openLate(ctx context.Context, open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	result := make(chan opened)
	go func() {
		o := opened{err: errStopped} // should open not return
		defer func() {
			o.panicked = recover()
			select {
			case result <- o:
			case <-ctx.Done():
				if o.stream != nil {
					guardedClose(o.stream)
				}
			}
		}()
		o.stream, o.err = open()
	}()
	select {
	case o := <-result:
		if o.panicked != nil {
			panic(o.panicked)
		}
		return o.stream, o.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// boundStream is a stream that closes itself when its context is cancelled.
type boundStream struct {
	ctx    context.Context
	stream io.ReadCloser
	stop   func() bool   // true for the one caller that prevented the close on cancel
	closed chan struct{} // closed after err is set; not a sync.Once, whose waiters hang a bubble
	err    error         // what closing the stream returned
}

func closeOnCancel(ctx context.Context, stream io.ReadCloser) *boundStream {
	b := &boundStream{ctx: ctx, stream: stream, closed: make(chan struct{})}
	b.stop = context.AfterFunc(ctx, func() {
		defer close(b.closed)
		b.err = guardedClose(b.stream)
	})
	return b
}

// guardedClose closes a stream, or a reader with its streams, on a goroutine where no
// caller could recover from a panic.
func guardedClose(c io.Closer) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicked(v)
		}
	}()
	return c.Close()
}

// panicked is the error of a panic of the source's.
func panicked(v any) error {
	return fmt.Errorf("the source panicked: %v\n%s", v, debug.Stack())
}

// Read replaces whatever a stream says that was closed under it, which may well
// be io.EOF, by the reason it was closed for.
func (b *boundStream) Read(p []byte) (int, error) {
	if b.ctx.Err() != nil {
		return 0, context.Cause(b.ctx)
	}
	n, err := b.stream.Read(p)
	if err != nil && b.ctx.Err() != nil {
		err = context.Cause(b.ctx)
	}
	return n, err
}

func (b *boundStream) Close() error {
	if b.stop() {
		defer close(b.closed)
		b.err = b.stream.Close()
		return b.err
	}
	<-b.closed
	return b.err
}
