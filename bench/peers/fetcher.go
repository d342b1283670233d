package peers

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// A fetcher is containerd's remotes.Fetcher over a Source, whose stream cannot
// seek: one GET of the whole object.
type fetcher struct{ src Source }

func (f fetcher) Fetch(ctx context.Context, _ ocispecs.Descriptor) (io.ReadCloser, error) {
	if f.src.Size() == 0 {
		return io.NopCloser(io.LimitReader(nil, 0)), nil
	}
	return openBody(ctx, f.src, 0, f.src.Size())
}

// A seekFetcher's stream can, in the way of containerd's own: Seek closes the
// body, and the next Read opens one at the new offset.
type seekFetcher struct{ src Source }

func (f seekFetcher) Fetch(ctx context.Context, _ ocispecs.Descriptor) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancel(ctx)
	return &seekStream{ctx: ctx, cancel: cancel, src: f.src}, nil
}

// A seekStream's single calls take turns, which io.ReadSeeker does not ask for:
// what it leaves to its user is only that Seek and the Read after it are two
// calls.
type seekStream struct {
	ctx    context.Context
	cancel context.CancelFunc
	src    Source
	closed atomic.Bool

	mu   sync.Mutex // guards what follows
	body *body      // nil: none is open
	pos  int64
}

var (
	_ io.ReadSeekCloser = (*seekStream)(nil)

	errWhence   = errors.New("peers: seek: only from the start")
	errNegative = errors.New("peers: seek: negative position")
)

func (s *seekStream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Load() {
		return 0, errBodyClosed
	}
	if s.pos >= s.src.Size() {
		return 0, io.EOF
	}
	if s.body == nil {
		b, err := openBody(s.ctx, s.src, s.pos, s.src.Size()-s.pos)
		if err != nil {
			return 0, err
		}
		s.body = b
	}
	n, err := s.body.Read(p)
	s.pos += int64(n)
	if err != nil { // a broken body is not held against the next Read
		s.drop()
	}
	return n, err
}

func (s *seekStream) Seek(off int64, whence int) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed.Load():
		return 0, errBodyClosed
	case whence != io.SeekStart:
		return 0, errWhence
	case off < 0:
		return 0, errNegative
	}
	if off != s.pos {
		s.drop()
		s.pos = off
	}
	return off, nil
}

func (s *seekStream) drop() {
	if s.body != nil {
		s.body.Close()
		s.body = nil
	}
}

// Close ends a Read under way, as closing a response body does.
func (s *seekStream) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop()
	return nil
}
