package peers

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
)

var errBodyClosed = errors.New("peers: read on closed body")

// A body gives a stream of a Source the manners of a response body of net/http,
// which is what every peer was written for: no byte beyond its length, an early
// end is io.ErrUnexpectedEOF, the last bytes may come with io.EOF, and Close may
// be called twice and ends a Read under way.
//
// No lock is held while the stream reads, so a peer that reads one body from two
// goroutines reads one stream from two, where the suite sees it.
type body struct {
	cancel context.CancelFunc
	stream io.ReadCloser
	closed atomic.Bool
	left   atomic.Int64
}

var _ io.ReadCloser = (*body)(nil)

// openBody streams the n bytes from off, all of which must exist.
func openBody(ctx context.Context, src Source, off, n int64) (*body, error) {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := src.Open(ctx, off, n)
	if err != nil {
		cancel()
		return nil, err
	}
	b := &body{cancel: cancel, stream: stream}
	b.left.Store(n)
	return b, nil
}

func (b *body) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, errBodyClosed
	}
	left := b.left.Load()
	if left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > left {
		p = p[:left]
	}
	n, err := b.stream.Read(p)
	switch left = b.left.Add(-int64(n)); {
	case left <= 0:
		err = io.EOF // what the stream would do next no client of HTTP sees
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (b *body) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	b.cancel()
	return b.stream.Close()
}
