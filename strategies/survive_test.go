package strategies_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// What the tests of Resuming show of a stream, every reader has: it survives
// every fault of a body, at the cost of one request from where the body stopped.
func TestReadersSurviveBrokenStreams(t *testing.T) {
	want := content(100)
	for _, f := range faults {
		if f.op != "read" || f.want == nil || errors.Is(f.want, io.ErrNoProgress) {
			continue // not a break in mid-body, or one that is not resumed
		}
		t.Run(f.name, func(t *testing.T) {
			bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
				src := newFake(want)
				src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
					if i > 0 {
						return r
					}
					return f.shape(r)
				}
				src.shapeFrom = 20
				r := newReader(src)
				mustRead(t, r, want, 40, 20)
				wantResumed(t, src, 20, int64(20+f.n))
				mustRead(t, r, want, 40, 60)
				r.Close()
				src.settled(t)
			})
		})
	}
}

// wantResumed holds the requests for 40 bytes at 20 against where they should
// start; those that name their end name the same.
func wantResumed(t *testing.T, src *fake, offs ...int64) {
	t.Helper()
	first := src.opens()[0]
	want := []request{first} // a reader may want more than the call does, before it and after
	if end := first.off + first.length; first.off > offs[0] || first.length >= 0 && end < 60 {
		t.Errorf("opened %v first; want bytes 20 to 59 in it", first)
	}
	for _, off := range offs[1:] {
		length := int64(-1)
		if first.length >= 0 {
			length = first.off + first.length - off
		}
		want = append(want, request{off, length})
	}
	wantOpens(t, src, want...)
}

// Up to the bound, breaks without progress cost a request each and no more than that;
// one more is an error with the cause and the bytes that had come, after which
// the reader is as good as new.
func TestReadersStopAtTheBound(t *testing.T) {
	const resumes = 3
	want := content(100)
	for breaks := 1; breaks <= resumes+1; breaks++ {
		t.Run(fmt.Sprint(breaks), func(t *testing.T) {
			each(t, func(t *testing.T, s strategies.Strategy) {
				synctest.Test(t, func(t *testing.T) {
					src := newFake(want)
					src.shape = breakAndBreak(breaks, 7, errBoom)
					src.shapeFrom = 20
					r := s.New(src, strategies.WithLocker(newChanLock), strategies.WithResumes(resumes))
					offs := []int64{20, 27, 27, 27}
					if breaks <= resumes {
						mustRead(t, r, want, 40, 20)
						offs = offs[:breaks+1]
					} else if got := <-read(r, 40, 20); got.n != 7 || !errors.Is(got.err, errBoom) {
						t.Errorf("ReadAt(40 bytes, 20) = %d, %v; want 7, %v", got.n, got.err, errBoom)
					} else if src.open != 0 {
						t.Errorf("%d streams open after the failure; want 0", src.open)
					}
					wantResumed(t, src, offs...)
					mustRead(t, r, want, 40, 20)
					r.Close()
					src.settled(t)
				})
			})
		})
	}
}

// A store that hangs up all the time costs requests, and ends no copy.
func TestReadersSurviveEndlessHangUps(t *testing.T) {
	want := content(5000)
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(want)
		src.shape = func(ctx context.Context, i int, r io.Reader) io.Reader {
			n := 70
			if left := len(r.(*memory).rest); left <= n {
				return r
			}
			return breakFirst(always, n, errBoom)(ctx, i, r)
		}
		r := newReader(src)
		for off := int64(0); off < 5000; off += 100 {
			mustRead(t, r, want, 100, off)
		}
		r.Close()
		src.settled(t)
	})
}

// Close ends the wait for the next attempt, and there is none.
func TestCloseDuringPause(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.shape = breakAndBreak(always, 7, errBoom)
		src.shapeFrom = 20
		r := newReader(src)
		start := time.Now()
		done := read(r, 40, 20)
		synctest.Wait() // in the pause before the second attempt
		r.Close()
		wantClosed(t, "ReadAt", <-done, 7)
		if took := time.Since(start); took != 0 {
			t.Errorf("returned %v after Close; want at once", took)
		}
		time.Sleep(time.Minute)
		wantResumed(t, src, 20, 27)
		src.settled(t)
	})
}

// A reopening that finds another object is the last: no reader asks again, and
// none delivers a byte of it.
func TestReadersReportErrChanged(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.shape = breakFirst(1, 7, errBoom)
		src.shapeFrom = 20
		src.onOpen = func(_ context.Context, i int) error {
			if i > 0 {
				return fmt.Errorf("s3: %w", strategies.ErrChanged)
			}
			return nil
		}
		r := newReader(src)
		if got := <-read(r, 40, 20); got.n != 7 || !errors.Is(got.err, strategies.ErrChanged) {
			t.Errorf("ReadAt(40 bytes, 20) = %d, %v; want 7, ErrChanged", got.n, got.err)
		}
		wantResumed(t, src, 20, 27)
		r.Close()
		src.settled(t)
	})
}

// A stream that broke while it was idle, with its bytes delivered, costs the next
// caller nothing but the request.
func TestReadersResumeParkedStreams(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(content(100))
		src.shape = breakFirst(always, 20, io.ErrUnexpectedEOF)
		r := newReader(src)
		defer src.settled(t)
		defer r.Close()
		for off := int64(0); off < 80; off += 20 {
			got := <-read(r, 20, off)
			if src.opens()[0].length >= 0 {
				return // it parks no stream
			}
			if got.n != 20 || got.err != nil {
				t.Errorf("ReadAt(20 bytes, %d) = %d, %v; want 20, nil", off, got.n, got.err)
			}
			time.Sleep(time.Minute)
		}
		for i, got := range src.opens() {
			if got.off != int64(i)*20 {
				t.Errorf("opened %v; want one request every 20 bytes", src.opens())
			}
		}
	})
}

// Where no request delivers a byte, the attempts of one call are those of the reader:
// later calls make one request each, at once, until bytes arrive. Then breaks are
// resumed as before.
func TestFutileAttemptsAreBoundedPerReader(t *testing.T) {
	want := content(1000)
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		src := newFake(want)
		down, failNext := true, false
		src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
			if down || failNext {
				failNext = false
				return failWith(0, errBoom)
			}
			return r
		}
		r := newReader(src)
		call := func() (opens int, took time.Duration) {
			before, start := len(src.opens()), time.Now()
			if got := <-read(r, 10, 200); got.n != 0 || !errors.Is(got.err, errBoom) {
				t.Errorf("ReadAt(10 bytes, 200) = %d, %v; want 0, %v", got.n, got.err, errBoom)
			}
			synctest.Wait()
			return len(src.opens()) - before, time.Since(start)
		}
		if first, _ := call(); first < 2 {
			t.Errorf("%d requests of the first call; want some more to resume", first)
		}
		for range 20 {
			if opens, took := call(); opens != 1 || took != 0 {
				t.Fatalf("%d requests in %v of a later call; want 1 at once", opens, took)
			}
		}
		down = false
		mustRead(t, r, want, 10, 200)
		synctest.Wait()
		failNext = true
		mustRead(t, r, want, 10, 800)
		r.Close()
		src.settled(t)
	})
}

// Callers who wait side by side give up side by side, and not each after attempts of
// its own.
func TestFutileAttemptsAreSharedByCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		src.shape = breakFirst(always, 0, errBoom)
		r := strategies.NewPooled(src)
		var calls []<-chan result
		for i := range int64(5) {
			calls = append(calls, read(r, 10, i*200))
		}
		var last time.Time
		for _, c := range calls {
			if got := <-c; !errors.Is(got.err, errBoom) {
				t.Errorf("ReadAt = %d, %v; want %v", got.n, got.err, errBoom)
			}
			if now := time.Now(); !last.IsZero() && now.Sub(last) > 20*time.Second {
				t.Errorf("a call ended %v after another; want no further attempts", now.Sub(last))
			}
			last = time.Now()
		}
		before := len(src.opens())
		for i := range int64(5) {
			<-read(r, 10, i*200)
		}
		if got := len(src.opens()) - before; got != 5 {
			t.Errorf("%d requests of 5 calls more; want 5", got)
		}
		r.Close()
		src.settled(t)
	})
}
