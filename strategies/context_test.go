package strategies_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// inContext runs f in a bubble for every strategy, with readers of a context that f
// can cancel.
func inContext(t *testing.T, f func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc)) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			f(t, func(src strategies.Source) strategies.Reader {
				return s.New(src, strategies.WithContext(ctx), strategies.WithLocker(newChanLock), strategies.WithStreams(2))
			}, cancel)
		})
	})
}

var errUpload = errors.New("the upload was given up")

func wantEnded(t *testing.T, what string, got result, n int, cause error) {
	t.Helper()
	if got.n != n || !errors.Is(got.err, cause) || !errors.Is(got.err, strategies.ErrClosed) || !isFinal(got.err) {
		t.Errorf("%s = %d, %v; want %d, the context's cause and ErrClosed, and no second try", what, got.n, got.err, n)
	}
}

// Cancelling the reader's context ends the read under way and all those behind it, as
// Close does, with the context's cause; the streams are closed, and later calls fail
// with it too.
func TestCancelEndsReads(t *testing.T) {
	for name := range silences {
		if name == "with empty reads" || name == "and late bytes" {
			continue // they may return what they have
		}
		t.Run(name, func(t *testing.T) {
			inContext(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc) {
				src := newFake(content(100))
				silent(src, name, always)
				r := newReader(src)
				start := time.Now()
				var calls []<-chan result
				for i := range int64(6) {
					calls = append(calls, read(r, 10, 20+i*10))
					synctest.Wait()
				}
				cancel(errUpload)
				for i, done := range calls {
					n := 0
					if name == "in mid-body" && i == 0 {
						n = 7
					}
					if got := <-done; i == 0 {
						wantEnded(t, "ReadAt under way", got, n, errUpload)
					} else {
						wantEnded(t, "ReadAt behind it", got, got.n, errUpload)
					}
				}
				if took := time.Since(start); took != 0 {
					t.Errorf("took %v; want no time", took)
				}
				synctest.Wait()
				src.settled(t)
				for _, off := range []int64{0, 99, 100, -1} {
					wantEnded(t, "later ReadAt", <-read(r, 10, off), 0, errUpload)
				}
				if err := r.Close(); err != nil {
					t.Errorf("Close() = %v; want nil", err)
				}
			})
		})
	}
}

// What a reader holds at rest is freed too: after a cancel there may be no Close.
func TestCancelClosesIdleStreams(t *testing.T) {
	inContext(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc) {
		src := newFake(content(100))
		r := newReader(src)
		mustRead(t, r, src.content, 10, 20)
		cancel(errUpload)
		synctest.Wait()
		src.settled(t)
		if b, ok := r.(interface{ Buffered() int64 }); ok && b.Buffered() != 0 {
			t.Errorf("%d bytes buffered after the cancel; want 0", b.Buffered())
		}
	})
}

// A context that has ended before is the end of the first call; one that ends by its
// deadline or with io.EOF is no end of the object.
func TestContextsThatHaveEnded(t *testing.T) {
	for _, cause := range []error{errUpload, context.DeadlineExceeded, io.EOF} {
		inContext(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc) {
			cancel(cause)
			src := newFake(content(100))
			r := newReader(src)
			for _, off := range []int64{20, 100} {
				if cause == io.EOF {
					if got := <-read(r, 10, off); got.n != 0 || errors.Is(got.err, io.EOF) || !errors.Is(got.err, io.ErrUnexpectedEOF) {
						t.Errorf("ReadAt = %d, %v; want 0 and no EOF", got.n, got.err)
					}
					continue
				}
				wantEnded(t, "ReadAt", <-read(r, 10, off), 0, cause)
			}
			if got := src.opens(); len(got) != 0 {
				t.Errorf("opened %v; want nothing", got)
			}
			r.Close()
		})
	}
}

// Whichever was first is the reason, and Close lets go of the context.
func TestCloseBeforeCancel(t *testing.T) {
	inContext(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc) {
		src := newFake(content(100))
		r := newReader(src)
		mustRead(t, r, src.content, 10, 20)
		r.Close()
		cancel(errUpload)
		synctest.Wait()
		got := <-read(r, 10, 20)
		if !errors.Is(got.err, fs.ErrClosed) || errors.Is(got.err, errUpload) {
			t.Errorf("ReadAt = %d, %v; want ErrClosed", got.n, got.err)
		}
		src.settled(t)
	})
}

// The source sees the values of the reader's context.
func TestContextReachesTheSource(t *testing.T) {
	type key struct{}
	each(t, func(t *testing.T, s strategies.Strategy) {
		src := newFake(content(100))
		src.onOpen = func(ctx context.Context, _ int) error {
			if got := ctx.Value(key{}); got != "value" {
				t.Errorf("value in Open's context = %v; want that of the reader's", got)
			}
			return nil
		}
		r := s.New(src, strategies.WithContext(context.WithValue(t.Context(), key{}, "value")))
		mustRead(t, r, src.content, 10, 20)
		r.Close()
	})
}

// A source whose Close panics does no harm where the context's end has closed it.
func TestCancelSurvivesItsSource(t *testing.T) {
	inContext(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader, cancel context.CancelCauseFunc) {
		r := newReader(sourceFunc(func() io.ReadCloser { return panickyClose{io.NopCloser(&memory{make([]byte, 100)})} }))
		func() {
			defer func() { recover() }() // stateless closes in the call
			r.ReadAt(make([]byte, 10), 0)
		}()
		cancel(errUpload)
		synctest.Wait()
	})
}
