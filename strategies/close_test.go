package strategies_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"sync"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// bubbles runs f in a bubble of its own for every strategy, with a lock that
// bubbles can see. A goroutine left behind fails the bubble.
func bubbles(t *testing.T, f func(t *testing.T, newReader func(strategies.Source) strategies.Reader)) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		synctest.Test(t, func(t *testing.T) {
			f(t, func(src strategies.Source) strategies.Reader {
				return s.New(src, strategies.WithLocker(newChanLock), strategies.WithStreams(2))
			})
		})
	})
}

func wantClosed(t *testing.T, what string, got result, n int) {
	t.Helper()
	if got.n != n || !errors.Is(got.err, strategies.ErrClosed) || errors.Is(got.err, context.Canceled) {
		t.Errorf("%s = %d, %v; want %d, ErrClosed", what, got.n, got.err, n)
	}
}

// hangAfter delivers n bytes and then nothing until the context is cancelled.
func hangAfter(n int) func(context.Context, int, io.Reader) io.Reader {
	return func(ctx context.Context, _ int, r io.Reader) io.Reader {
		return after(n, r, func([]byte) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
	}
}

// Close cuts short every read: the one in flight, with the bytes it has, and all
// those behind it.
func TestCloseDuringRead(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.shape, src.shapeFrom = hangAfter(7), 20
		r := newReader(src)
		first := read(r, 40, 20)
		synctest.Wait()
		var rest []<-chan result
		for i := range int64(5) {
			rest = append(rest, read(r, 10, 20+i*10))
		}
		synctest.Wait()
		r.Close()
		wantClosed(t, "ReadAt cut short", <-first, 7)
		for _, done := range rest {
			if got := <-done; !errors.Is(got.err, strategies.ErrClosed) {
				t.Errorf("ReadAt behind it = %d, %v; want ErrClosed", got.n, got.err)
			}
		}
		synctest.Wait()
		src.settled(t)
	})
}

func TestCloseDuringOpen(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.onOpen = func(ctx context.Context, _ int) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r := newReader(src)
		done := read(r, 40, 20)
		synctest.Wait()
		r.Close()
		wantClosed(t, "ReadAt", <-done, 0)
		src.settled(t)
	})
}

// A stream that arrives after Close, from a source that missed the
// cancellation, is closed and not read.
func TestOpenReturnsAfterClose(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		arrive := make(chan struct{})
		src.onOpen = func(context.Context, int) error { <-arrive; return nil }
		r := newReader(src)
		done := read(r, 40, 20)
		synctest.Wait()
		go r.Close() // may wait for the call in flight
		synctest.Wait()
		close(arrive)
		wantClosed(t, "ReadAt", <-done, 0)
		synctest.Wait()
		src.settled(t)
	})
}

// A read that got all its bytes in spite of Close is a success; its stream is
// closed nevertheless.
func TestReadCompletesAfterClose(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		arrive := make(chan struct{})
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { <-arrive; return r.Read(p) })
		}
		src.shapeFrom = 20
		r := newReader(src)
		done := read(r, 40, 20)
		synctest.Wait()
		go r.Close()
		synctest.Wait()
		close(arrive)
		got := <-done
		if _, ok := r.(*strategies.Readahead); ok { // its callers do not wait for the stream
			wantClosed(t, "ReadAt", got, 0)
		} else if got.n != 40 || got.err != nil {
			t.Errorf("ReadAt = %d, %v; want 40, nil", got.n, got.err)
		}
		synctest.Wait()
		src.settled(t)
	})
}

// After Close every read says so, the one past the end included: io.EOF would
// make a truncated copy look complete.
func TestReadAfterClose(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		src := newFake(content(100))
		r := s.New(src)
		mustRead(t, r, src.content, 10, 0)
		for i := range 2 {
			if err := r.Close(); err != nil {
				t.Errorf("Close() number %d = %v; want nil", i+1, err)
			}
			src.settled(t)
		}
		for _, off := range []int64{0, 10, 99, 100, 1000, -1} {
			for _, n := range []int{0, 10} {
				got := <-read(r, n, off)
				wantClosed(t, "ReadAt", got, 0)
				if !errors.Is(got.err, fs.ErrClosed) {
					t.Errorf("error %v does not wrap fs.ErrClosed", got.err)
				}
			}
		}
		if got := len(src.opens()); got != 1 {
			t.Errorf("%d streams opened; want 1", got)
		}
		if got := r.Size(); got != 100 {
			t.Errorf("Size() = %d; want 100", got)
		}
	})
}

// Close at any moment, from several sides: each read is right or ErrClosed, and
// nothing stays open.
func TestCloseConcurrently(t *testing.T) {
	want := content(1000)
	each(t, func(t *testing.T, s strategies.Strategy) {
		for round := range 50 {
			src := newFake(want)
			r := s.New(src, strategies.WithStreams(2))
			var wg sync.WaitGroup
			for g := range 4 {
				wg.Go(func() { readUntilClosed(t, r, want, g*200) })
			}
			for range 2 {
				wg.Go(func() {
					for range round {
						r.ReadAt(make([]byte, 1), 999)
					}
					r.Close()
				})
			}
			wg.Wait()
			src.settled(t)
		}
	})
}

func readUntilClosed(t *testing.T, r io.ReaderAt, want []byte, off int) {
	p := make([]byte, 100)
	for {
		n, err := r.ReadAt(p, int64(off))
		if string(p[:n]) != string(want[off:off+n]) {
			t.Errorf("ReadAt(100 bytes, %d): wrong bytes", off)
		}
		if errors.Is(err, strategies.ErrClosed) {
			return
		}
		if n != 100 || err != nil {
			t.Errorf("ReadAt(100 bytes, %d) = %d, %v; want 100, nil or ErrClosed", off, n, err)
		}
	}
}
