package strategies_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"readeratbench/strategies"
)

var errBoom = errors.New("boom")

// content returns n bytes in which no two aligned words are equal, so that bytes
// from a wrong offset never look right.
func content(n int) []byte {
	b := make([]byte, 0, n+8)
	for i := uint64(1); len(b) < n; i++ {
		b = binary.LittleEndian.AppendUint64(b, i*0x9e3779b97f4a7c15)
	}
	return b[:n]
}

type request struct{ off, length int64 }

// fake is an in-memory Source that misbehaves as told and keeps the books.
type fake struct {
	content []byte
	size    int64 // what Size says
	// long lets streams run to the content's end, whatever length was asked for.
	long bool
	// onOpen, if set, may block, or fail the i-th Open (from 0).
	onOpen func(ctx context.Context, i int) error
	// shape, if set, wraps the bytes of the i-th stream, those before shapeFrom
	// excepted: a reader that has to pass over them meets the shape at the bytes
	// that it was called for, as all others do.
	shape     func(ctx context.Context, i int, r io.Reader) io.Reader
	shapeFrom int64

	mu         sync.Mutex
	requests   []request
	open, peak int
	misuse     []string
}

func newFake(b []byte) *fake { return &fake{content: b, size: int64(len(b))} }

func (f *fake) Size() int64 { return f.size }

func (f *fake) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	f.mu.Lock()
	i := len(f.requests)
	f.requests = append(f.requests, request{off, length})
	f.open++ // one that is being opened counts against the bound
	f.peak = max(f.peak, f.open)
	if off < 0 || off >= f.size || length > f.size-off {
		f.misuse = append(f.misuse, fmt.Sprintf("Open(%d, %d) of %d bytes", off, length, f.size))
	}
	f.mu.Unlock()
	if f.onOpen != nil {
		if err := f.onOpen(ctx, i); err != nil {
			f.release()
			return nil, err
		}
	}
	rest := f.content[min(off, int64(len(f.content))):]
	if length >= 0 && !f.long {
		rest = rest[:min(length, int64(len(rest)))]
	}
	s := &fakeStream{fake: f, ctx: ctx, Reader: &memory{rest}}
	if f.shape != nil {
		rest := s.Reader
		s.Reader = f.shape(ctx, i, rest)
		if plain := f.shapeFrom - off; plain > 0 {
			s.Reader = io.MultiReader(io.LimitReader(rest, plain), s.Reader)
		}
	}
	return s, nil
}

func (f *fake) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open--
}

func (f *fake) blame(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.misuse = append(f.misuse, what)
}

// opens returns the requests so far.
func (f *fake) opens() []request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]request(nil), f.requests...)
}

// settled checks the books at the end: no stream left open or misused.
func (f *fake) settled(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open != 0 {
		t.Errorf("%d of %d streams left open; want 0", f.open, len(f.requests))
	}
	for _, m := range f.misuse {
		t.Errorf("misuse of the source: %s", m)
	}
}

// spent tells whether r, which shape was called with, has no more bytes.
func spent(r io.Reader) bool {
	m, ok := r.(*memory)
	return ok && len(m.rest) == 0
}

// memory is a bytes.Reader that says io.EOF for an empty p only when asked for
// bytes, and allocates nothing.
type memory struct{ rest []byte }

func (m *memory) Read(p []byte) (int, error) {
	if len(m.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// fakeStream reports use by two goroutines at once, after Close, and double Close.
type fakeStream struct {
	io.Reader
	fake   *fake
	ctx    context.Context
	busy   atomic.Int32
	closed atomic.Bool
}

func (s *fakeStream) Read(p []byte) (int, error) {
	if s.busy.Add(1) != 1 {
		s.fake.blame("two at once in one stream")
	}
	defer s.busy.Add(-1)
	if s.closed.Load() {
		s.fake.blame("Read after Close")
	}
	return s.Reader.Read(p)
}

func (s *fakeStream) Close() error {
	if s.closed.Swap(true) {
		s.fake.blame("second Close")
	}
	if s.busy.Load() != 0 && !errors.Is(context.Cause(s.ctx), strategies.ErrStalled) {
		s.fake.blame("Close during Read")
	}
	s.fake.release()
	return nil
}

// readFunc makes an io.Reader of a function.
type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// chanLock is a lock whose waiters a bubble sees as blocked.
type chanLock chan struct{}

func newChanLock() sync.Locker { return make(chanLock, 1) }

func (l chanLock) Lock()   { l <- struct{}{} }
func (l chanLock) Unlock() { <-l }

type result struct {
	n   int
	err error
}

// read calls ReadAt in a goroutine and delivers what it returned.
func read(r io.ReaderAt, n int, off int64) <-chan result {
	done := make(chan result, 1)
	go func() {
		n, err := r.ReadAt(make([]byte, n), off)
		done <- result{n, err}
	}()
	return done
}

// mustRead fails the test unless r has the n bytes of want at off.
func mustRead(t *testing.T, r io.ReaderAt, want []byte, n int, off int64) {
	t.Helper()
	p := make([]byte, n)
	got, err := r.ReadAt(p, off)
	if got != n || err != nil || string(p) != string(want[off:off+int64(n)]) {
		t.Fatalf("ReadAt(%d bytes, %d) = %d, %v, right bytes: %t; want %d, nil, true",
			n, off, got, err, string(p) == string(want[off:off+int64(n)]), n)
	}
}

// each runs f as a subtest for every strategy.
func each(t *testing.T, f func(t *testing.T, s strategies.Strategy)) {
	for _, s := range strategies.All() {
		t.Run(s.Name, func(t *testing.T) { f(t, s) })
	}
}
