package strategies_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// silences are ways not to answer. Each of them ends with the context or with Close.
var silences = map[string]struct {
	open  bool // in Open
	shape func(ctx context.Context, r io.Reader) io.Reader
}{
	"open": {true, nil},
	"at once": {false, func(ctx context.Context, _ io.Reader) io.Reader {
		return readFunc(func([]byte) (int, error) { <-ctx.Done(); return 0, ctx.Err() })
	}},
	"in mid-body": {false, func(ctx context.Context, r io.Reader) io.Reader { return hangAfter(7)(ctx, 0, r) }},
	"with empty reads": {false, func(ctx context.Context, r io.Reader) io.Reader {
		return readFunc(func([]byte) (int, error) {
			select {
			case <-time.After(11 * time.Second):
			case <-ctx.Done():
			}
			return 0, nil
		})
	}},
	"and a late end": {false, func(ctx context.Context, r io.Reader) io.Reader {
		return readFunc(func([]byte) (int, error) { <-ctx.Done(); return 0, io.EOF })
	}},
	"and late bytes": {false, func(ctx context.Context, r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) { <-ctx.Done(); clear(p); return len(p), nil })
	}},
}

// silent makes the first n streams silent.
func silent(src *fake, how string, n int) {
	s := silences[how]
	if s.open {
		src.onOpen = func(ctx context.Context, i int) error {
			if i >= n {
				return nil
			}
			<-ctx.Done()
			return context.Cause(ctx)
		}
		return
	}
	src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
		if i >= n {
			return r
		}
		return s.shape(ctx, r)
	}
	src.shapeFrom = 20
}

// A stream that brings nothing for 30 s is broken, whatever it does then, and its call
// has the bytes from another.
func TestStalledStreamsAreResumed(t *testing.T) {
	for name := range silences {
		t.Run(name, func(t *testing.T) {
			bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
				src := newFake(content(100))
				silent(src, name, 1)
				r := newReader(src)
				start := time.Now()
				mustRead(t, r, src.content, 40, 20)
				if took := time.Since(start); took != 30*time.Second {
					t.Errorf("took %v; want 30s", took)
				}
				if got := len(src.opens()); got != 2 {
					t.Errorf("opened %v; want two streams", src.opens())
				}
				mustRead(t, r, src.content, 40, 60)
				r.Close()
				synctest.Wait()
				src.settled(t)
			})
		})
	}
}

// Silence for good is an error, which tells so, after as many attempts as there are.
func TestSilenceForGood(t *testing.T) {
	for name := range silences {
		for _, resumes := range []int{0, strategies.DefaultResumes} {
			if name == "in mid-body" && resumes > 0 {
				continue // each stream brings something
			}
			each(t, func(t *testing.T, s strategies.Strategy) {
				synctest.Test(t, func(t *testing.T) {
					src := newFake(content(100))
					silent(src, name, always)
					r := s.New(src, strategies.WithLocker(newChanLock), strategies.WithStall(time.Minute), strategies.WithResumes(resumes))
					done := read(r, 40, 20)
					if got := <-done; got.n > 7 || !errors.Is(got.err, strategies.ErrStalled) || errors.Is(got.err, context.Canceled) {
						t.Errorf("%s, %d resumes: ReadAt = %d, %v; want ErrStalled", name, resumes, got.n, got.err)
					}
					if got := len(src.opens()); resumes == 0 && got != 1 || resumes > 0 && got != 4 {
						t.Errorf("%s: %d streams; want 1, or 4 with resumes", name, got)
					}
					r.Close()
					synctest.Wait()
					src.settled(t)
				})
			})
		}
	}
}

// With 0 there is no clock: Close ends the wait, however long that was.
func TestWithoutStall(t *testing.T) {
	for name := range silences {
		if name == "with empty reads" {
			continue // 100 of them are no progress
		}
		each(t, func(t *testing.T, s strategies.Strategy) {
			synctest.Test(t, func(t *testing.T) {
				src := newFake(content(100))
				silent(src, name, always)
				r := s.New(src, strategies.WithLocker(newChanLock), strategies.WithStall(0))
				done := read(r, 40, 20)
				time.Sleep(24 * time.Hour)
				if got := len(src.opens()); got != 1 {
					t.Errorf("%s: %d streams after a day; want 1", name, got)
				}
				r.Close()
				if got := <-done; name != "and late bytes" && !errors.Is(got.err, strategies.ErrClosed) {
					t.Errorf("%s: ReadAt = %d, %v; want ErrClosed", name, got.n, got.err)
				}
				synctest.Wait()
				src.settled(t)
			})
		})
	}
}

// A byte now and then is enough, and a stream that no call waits for may rest.
func TestSlowStreamsAreNotStalled(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.onOpen = func(context.Context, int) error { time.Sleep(29 * time.Second); return nil }
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) {
				time.Sleep(29 * time.Second)
				n, err := r.Read(p[:1])
				if spent(r) {
					err = io.EOF
				}
				return n, err
			})
		}
		src.shapeFrom = 20
		r := newReader(src)
		mustRead(t, r, src.content, 10, 20)
		time.Sleep(time.Hour)
		before := len(src.opens())
		mustRead(t, r, src.content, 10, 30)
		if after := len(src.opens()); src.opens()[0].length < 0 && after > before && before == 1 {
			if _, keeps := r.(*strategies.Stateless); !keeps {
				t.Errorf("opened %v; want the stream that rested", src.opens())
			}
		}
		for _, o := range src.opens() {
			if o.off != 20 && o.off != 30 && o.off != 0 {
				t.Errorf("opened %v; want no stream resumed", src.opens())
			}
		}
		r.Close()
		src.settled(t)
	})
}

// A stream that heeds Close alone, and not its context, is ended by Close, which
// comes once.
func TestStallClosesDuringRead(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		var opens atomic.Int32
		p := newPipe()
		src := sourceFunc(func() io.ReadCloser {
			if opens.Add(1) == 1 {
				return p
			}
			return io.NopCloser(&memory{make([]byte, 100)})
		})
		r := newReader(src)
		start := time.Now()
		if got := <-read(r, 10, 0); got.n != 10 || got.err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("ReadAt = %d, %v after %v; want 10, nil after 30s", got.n, got.err, time.Since(start))
		}
		r.Close()
		p.wantCloses(t, 1)
	})
}

// sourceFunc is a source of 100 bytes whose streams know no context.
type sourceFunc func() io.ReadCloser

func (sourceFunc) Size() int64 { return 100 }

func (f sourceFunc) Open(context.Context, int64, int64) (io.ReadCloser, error) { return f(), nil }

// FromOpen knows no context, and is ended all the same.
func TestStallUnderFromOpen(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		var opens atomic.Int32
		late, p := make(chan struct{}), newPipe()
		src := strategies.FromOpen(100, func(off int64) (io.ReadCloser, error) {
			switch opens.Add(1) {
			case 1:
				<-late
				return p, nil
			case 2:
				return p, nil
			}
			return io.NopCloser(&memory{content(100)[off:]}), nil
		})
		r := newReader(src)
		start := time.Now()
		mustRead(t, r, content(100), 10, 0)
		if took := time.Since(start); took < time.Minute || took > time.Minute+100*time.Millisecond {
			t.Errorf("took %v; want 30s for each stall, and a pause", took)
		}
		p.wantCloses(t, 1)
		close(late)
		synctest.Wait()
		p.wantCloses(t, 2)
		r.Close()
	})
}
