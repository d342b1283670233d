package strategies

import (
	"context"
	"fmt"
	"io"
)

// FromOpen makes a Source of size bytes from a function that streams the object
// from an offset to its end, which is all BuildKit's fetchers offer. The
// streams therefore ignore the length they are opened with.
//
// open knows no context, so cancellation is bridged: it closes the stream, and
// a Read it interrupts fails with the context's cause. This asks of open's
// streams that Close may be called during Read and ends it. An open that hangs
// cannot be interrupted; its stream is closed when it comes. The underlying
// stream sees exactly one Close.
func FromOpen(size int64, open func(off int64) (io.ReadCloser, error)) Source {
	return &openSource{size: size, open: open}
}

type openSource struct {
	size int64
	open func(off int64) (io.ReadCloser, error)
}

var _ Source = (*openSource)(nil)

func (s *openSource) Size() int64 { return s.size }

func (*openSource) endless() {}

func (s *openSource) Open(ctx context.Context, off, _ int64) (io.ReadCloser, error) {
	if ctx.Err() != nil {
		return nil, fmt.Errorf("strategies: source: open from byte %d: %w", off, context.Cause(ctx))
	}
	stream, err := s.open(off)
	if err != nil {
		return nil, err
	}
	return closeOnCancel(ctx, stream), nil
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
	b.stop = context.AfterFunc(ctx, b.shut)
	return b
}

func (b *boundStream) shut() {
	b.err = b.stream.Close()
	close(b.closed)
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
		b.shut()
	}
	<-b.closed
	return b.err
}
