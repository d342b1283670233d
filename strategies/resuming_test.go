package strategies_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// breakFirst makes the first k streams break with err after n bytes each.
func breakFirst(k, n int, err error) func(context.Context, int, io.Reader) io.Reader {
	return func(_ context.Context, i int, r io.Reader) io.Reader {
		if i >= k {
			return r
		}
		return after(n, r, failWith(0, err))
	}
}

const always = 1 << 30 // streams

// breakAndBreak makes the first stream break with err after n bytes, and the k-1 after
// it at once.
func breakAndBreak(k, n int, err error) func(context.Context, int, io.Reader) io.Reader {
	return func(_ context.Context, i int, r io.Reader) io.Reader {
		switch {
		case i == 0:
			return after(n, r, failWith(0, err))
		case i < k:
			return failWith(0, err)
		}
		return r
	}
}

// openIn opens a stream of a Resuming over src.
func openIn(t *testing.T, src strategies.Source, off, length int64, opts ...strategies.Option) io.ReadCloser {
	t.Helper()
	s, err := strategies.Resuming(src, opts...).Open(t.Context(), off, length)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantOpens(t *testing.T, src *fake, want ...request) {
	t.Helper()
	if got := src.opens(); !slices.Equal(got, want) {
		t.Errorf("opened %v; want %v", got, want)
	}
}

// A stream is resumed where it stopped, to the same end, and asked for in the
// same way; whatever is wrong with those before, all bytes come, none twice, and
// the end after them.
func TestResumesWhereItStopped(t *testing.T) {
	want := content(100)
	for _, b := range []struct {
		name string
		err  error
	}{{"error", errBoom}, {"early end", io.EOF}, {"wrapped end", errLost}, {"unexpected end", io.ErrUnexpectedEOF}} {
		for _, length := range []int64{-1, 40} {
			t.Run(fmt.Sprintf("%s/length=%d", b.name, length), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					src := newFake(want)
					src.shape = breakFirst(3, 7, b.err)
					s := openIn(t, src, 20, length)
					end, rest := int64(60), func(off int64) int64 { return 60 - off }
					if length < 0 {
						end, rest = 100, func(int64) int64 { return -1 }
					}
					if got, err := io.ReadAll(s); err != nil || !bytes.Equal(got, want[20:end]) {
						t.Errorf("ReadAll = %d bytes, right: %t, %v; want %d, true, nil", len(got), bytes.Equal(got, want[20:end]), err, end-20)
					}
					s.Close()
					src.settled(t)
					wantOpens(t, src, request{20, rest(20)}, request{27, rest(27)}, request{34, rest(34)}, request{41, rest(41)})
					if src.peak != 1 {
						t.Errorf("%d streams open at once; want 1", src.peak)
					}
				})
			})
		}
	}
}

// Bytes that come together with the error are delivered, and nothing is asked for
// before a caller wants more.
func TestResumesWhenMoreIsWanted(t *testing.T) {
	src := newFake(content(100))
	src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
		if i > 0 {
			return r
		}
		return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p[:7]); return n, errBoom })
	}
	s := openIn(t, src, 20, -1)
	p := make([]byte, 30)
	if n, err := s.Read(p); n != 7 || err != nil {
		t.Errorf("Read = %d, %v; want 7, nil", n, err)
	}
	if n, err := s.Read(nil); n != 0 || err != nil {
		t.Errorf("Read(nil) = %d, %v; want 0, nil", n, err)
	}
	wantOpens(t, src, request{20, -1})
	if src.open != 0 {
		t.Errorf("%d streams open after the break; want 0", src.open)
	}
	if n, err := s.Read(p); n != 30 || err != nil || !bytes.Equal(p, src.content[27:57]) {
		t.Errorf("Read = %d, %v, right: %t; want 30, nil, true", n, err, bytes.Equal(p, src.content[27:57]))
	}
	wantOpens(t, src, request{20, -1}, request{27, -1})
	s.Close()
	src.settled(t)
}

// Attempts without progress are as many as allowed, the first at once and the others
// after growing pauses; the error has the cause, the place and their number, and stays.
func TestResumesAreBounded(t *testing.T) {
	for n, within := range map[int][2]time.Duration{
		1: {0, 0},
		3: {150 * time.Millisecond, 300 * time.Millisecond},
		5: {750 * time.Millisecond, 1500 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(content(1000))
			src.shape = breakAndBreak(always, 7, errBoom)
			start := time.Now()
			s := openIn(t, src, 20, -1, strategies.WithResumes(n))
			got, err := io.ReadAll(s)
			if took := time.Since(start); took < within[0] || took > within[1] {
				t.Errorf("%d resumes took %v; want %v to %v", n, took, within[0], within[1])
			}
			if want := 7; len(got) != want || !bytes.Equal(got, src.content[20:20+want]) || !errors.Is(err, errBoom) {
				t.Errorf("ReadAll = %d bytes, %v; want %d, %v", len(got), err, want, errBoom)
			}
			attempts := strings.TrimSuffix(fmt.Sprintf("%d attempts", n), strings.Repeat("s", 1/n))
			if want := fmt.Sprintf("strategies: resuming: resume from byte %d: gave up after %s: boom", 27, attempts); err.Error() != want {
				t.Errorf("error %q; want %q", err, want)
			}
			if _, again := s.Read(make([]byte, 1)); again != err {
				t.Errorf("Read after it = %v; want the same error", again)
			}
			if src.open != 0 || len(src.opens()) != n+1 {
				t.Errorf("%d streams opened, %d still open; want %d, 0", len(src.opens()), src.open, n+1)
			}
			s.Close()
			src.settled(t)
		})
	}
}

// A stream that ends too soon for good is no end of the object, and what the
// first break was is not lost among what the others were.
func TestResumingNamesItsCauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		src.shape = breakFirst(always, 7, io.EOF)
		src.onOpen = func(_ context.Context, i int) error {
			if i > 0 {
				return errBoom
			}
			return nil
		}
		got, err := io.ReadAll(openIn(t, src, 20, 40, strategies.WithResumes(2)))
		if len(got) != 7 || !errors.Is(err, errBoom) || !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			t.Errorf("ReadAll = %d bytes, %v; want 7, %v and %v", len(got), err, errBoom, io.ErrUnexpectedEOF)
		}
		if want := "byte 27: gave up after 2 attempts: boom (at first: unexpected EOF"; !strings.Contains(err.Error(), want) {
			t.Errorf("error %q; want %q in it", err, want)
		}
		rest := request{27, 33}
		wantOpens(t, src, request{20, 40}, rest, rest)
		src.settled(t)
	})
}

// Attempts that failed do not keep one that succeeds from being of use.
func TestResumesAfterFailedOpens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		src.shape = breakFirst(1, 7, errBoom)
		src.onOpen = func(_ context.Context, i int) error {
			if i == 1 || i == 2 {
				return errBoom
			}
			return nil
		}
		s := openIn(t, src, 20, -1)
		if got, err := io.ReadAll(s); err != nil || !bytes.Equal(got, src.content[20:]) {
			t.Errorf("ReadAll = %d bytes, %v; want 80, nil", len(got), err)
		}
		s.Close()
		src.settled(t)
	})
}

// One byte since the last break makes the next one the first again, so that a store
// which hangs up all the time is read to the end, without a pause; none does not.
func TestProgressRefillsTheBudget(t *testing.T) {
	for _, c := range []struct {
		size, each int
		opts       []strategies.Option
	}{
		{1000, 1, nil},
		{1000, 1, []strategies.Option{strategies.WithResumes(1)}},
		{64 << 20, 512 << 10, nil},
		{64 << 20, 512 << 10, []strategies.Option{strategies.WithResumes(1), strategies.WithOutage(0)}},
	} {
		synctest.Test(t, func(t *testing.T) {
			src := newFake(make([]byte, c.size))
			streams := c.size / c.each
			src.shape = breakFirst(streams-1, c.each, errBoom)
			start := time.Now()
			s := openIn(t, src, 0, -1, c.opts...)
			n, err := io.Copy(io.Discard, s)
			if got, took := len(src.opens()), time.Since(start); got != streams || n != src.size || err != nil || took != 0 {
				t.Errorf("streams of %d bytes: %d bytes of %d streams, %v in %v; want %d of %d, nil at once", c.each, n, got, err, took, src.size, streams)
			}
			s.Close()
			src.settled(t)
		})
	}
}

// Another object's bytes are not this one's, and waiting does not bring it back.
func TestErrChangedEndsAtOnce(t *testing.T) {
	changed := fmt.Errorf("s3: %w", strategies.ErrChanged)
	for name, c := range map[string]struct {
		inOpen, inRead error
		opens          int
	}{
		"opening": {changed, errBoom, 2},
		"reading": {nil, changed, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(content(100))
				src.shape = breakFirst(1, 7, c.inRead)
				src.onOpen = func(_ context.Context, i int) error {
					if i > 0 {
						return c.inOpen
					}
					return nil
				}
				start := time.Now()
				s := openIn(t, src, 20, -1)
				got, err := io.ReadAll(s)
				if len(got) != 7 || !errors.Is(err, strategies.ErrChanged) || !errors.Is(err, c.inRead) {
					t.Errorf("ReadAll = %d bytes, %v; want 7, ErrChanged and %v", len(got), err, c.inRead)
				}
				if n, took := len(src.opens()), time.Since(start); n != c.opens || took != 0 {
					t.Errorf("%d streams in %v; want %d in 0s", n, took, c.opens)
				}
				s.Close()
				src.settled(t)
			})
		})
	}
}

// The first Open is the source's own, and is neither repeated nor reworded.
func TestResumingPassesFirstOpenOn(t *testing.T) {
	src := newFake(content(100))
	src.onOpen = func(context.Context, int) error { return errBoom }
	if s, err := strategies.Resuming(src).Open(t.Context(), 20, 40); s != nil || err != errBoom {
		t.Errorf("Open = %v, %v; want nil, %v", s, err, errBoom)
	}
	wantOpens(t, src, request{20, 40})
}

// Once cancelled, a stream fails soon with the context's cause, wherever it is,
// and opens nothing more.
func TestResumingHeedsTheContext(t *testing.T) {
	untilCancelled := func(ctx context.Context, i int) error {
		if i > 0 {
			<-ctx.Done()
		}
		return nil
	}
	for _, c := range []struct {
		name    string
		breaks  int // streams that do
		resumes int
		onOpen  func(ctx context.Context, i int) error
		shape   func(context.Context) readFunc // of streams that do not break
	}{
		{"in a pause", always, 3, nil, nil},
		{"in Open", 1, 3, func(ctx context.Context, i int) error {
			if err := untilCancelled(ctx, i); err != nil || i == 0 {
				return err
			}
			return errBoom
		}, nil},
		{"in an Open that misses it", 1, 3, untilCancelled, nil},
		{"in the last stream allowed", 1, 1, nil, func(ctx context.Context) readFunc {
			return func([]byte) (int, error) { <-ctx.Done(); return 0, io.EOF }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(content(100))
				src.onOpen = c.onOpen
				breaks := breakFirst(c.breaks, 0, errBoom)
				src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
					if i >= c.breaks && c.shape != nil {
						return c.shape(ctx)
					}
					return breaks(ctx, i, r)
				}
				cause := errors.New("cause")
				ctx, cancel := context.WithCancelCause(t.Context())
				s, err := strategies.Resuming(src, strategies.WithResumes(c.resumes)).Open(ctx, 20, -1)
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan result)
				go func() { n, err := s.Read(make([]byte, 10)); done <- result{n, err} }()
				synctest.Wait()
				start := time.Now()
				cancel(cause)
				if got := <-done; got.n != 0 || !errors.Is(got.err, cause) || time.Since(start) != 0 {
					t.Errorf("Read = %d, %v after %v; want 0, %v at once", got.n, got.err, time.Since(start), cause)
				}
				wantOpens(t, src, request{20, -1}, request{20, -1})
				s.Close()
				src.settled(t)
			})
		})
	}
}

// Attempts do not multiply, and none wanted is none made.
func TestResumingIsPutOnOnce(t *testing.T) {
	src := newFake(content(100))
	if got := strategies.Resuming(src, strategies.WithResumes(0)); got != strategies.Source(src) {
		t.Errorf("Resuming with 0 resumes = %T; want the source itself", got)
	}
	once := strategies.Resuming(src, strategies.WithResumes(5))
	if got := strategies.Resuming(once, strategies.WithResumes(2)); got != once {
		t.Errorf("Resuming of a Resuming = %T; want the same", got)
	}
	if got := once.Size(); got != 100 {
		t.Errorf("Size() = %d; want 100", got)
	}
}

func TestResumingAllocatesNothing(t *testing.T) {
	s := openIn(t, newFake(make([]byte, 1<<20)), 0, -1)
	defer s.Close()
	p := make([]byte, 512)
	if got := testing.AllocsPerRun(1000, func() { s.Read(p) }); got != 0 {
		t.Errorf("%v allocations a Read; want 0", got)
	}
}
