package strategies_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// What fails ahead of the readers is no call's error, and ends fetching ahead
// until a fetch has succeeded.
func TestReadaheadFailsInSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		broken := true
		src.onOpen = func(_ context.Context, i int) error {
			if src.opens()[i].off > 0 && broken {
				return errBoom
			}
			return nil
		}
		r := tiny(src, 10_000)
		for off := range int64(4) {
			mustRead(t, r, src.content, 5, off*5)
			synctest.Wait()
		}
		before := len(src.opens())
		if before > 15 {
			t.Errorf("%d requests while all but the first fail; want those that began together, and few more", before)
		}
		for range 3 {
			if got := <-read(r, 10, 20); got.n != 0 || !errors.Is(got.err, errBoom) {
				t.Errorf("ReadAt(10 bytes, 20) = %d, %v; want 0, %v", got.n, got.err, errBoom)
			}
		}
		if got := len(src.opens()) - before; got != 3 {
			t.Errorf("%d requests for 3 calls that fail; want 3, nothing ahead of them", got)
		}
		broken = false
		mustRead(t, r, src.content, 20, 20)
		mustRead(t, r, src.content, 20, 40)
		synctest.Wait()
		if got := len(src.opens()) - before; got < 6 {
			t.Errorf("%d requests after one that succeeded; want some ahead of it", got)
		}
		r.Close()
		src.settled(t)
	})
}

// A source whose own context has ended says context.Canceled, and so does the
// reader where it stops a fetch itself. The first is a failure like any other: the
// call gets it, and nothing is opened that no call asks for.
func TestSourceThatIsCancelledIsNotAskedOnAndOn(t *testing.T) {
	for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
		bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
			src := newFake(content(1000))
			src.onOpen = func(context.Context, int) error { return cause }
			r := newReader(src)
			for call := 1; call <= 3; call++ {
				if got := <-read(r, 10, 20); got.n != 0 || !errors.Is(got.err, cause) {
					t.Errorf("ReadAt(10 bytes, 20) = %d, %v; want 0, %v", got.n, got.err, cause)
				}
				time.Sleep(time.Second)
				if got := len(src.opens()); got > 3*call {
					t.Fatalf("%d opens for %d calls; want no more than the calls' own and those begun with them", got, call)
				}
			}
			r.Close()
			src.settled(t)
		})
	}
	synctest.Test(t, func(t *testing.T) { // with many blocks to fetch ahead
		src := newFake(content(100_000))
		src.onOpen = func(context.Context, int) error { return context.Canceled }
		r := tiny(src, 10_000)
		if got := <-read(r, 10, 0); !errors.Is(got.err, context.Canceled) {
			t.Errorf("ReadAt(10 bytes, 0) = %d, %v; want %v", got.n, got.err, context.Canceled)
		}
		time.Sleep(time.Second)
		if got := len(src.opens()); got > 8 {
			t.Errorf("%d opens for one call; want one a stream at most", got)
		}
		r.Close()
		src.settled(t)
	})
}

// Whatever the source does to the goroutine that reads from it is the error of
// those who wait.
func TestReadaheadSurvivesItsSource(t *testing.T) {
	for what, end := range map[string]func(){
		"panicked: boom":      func() { panic(errBoom) },
		"ended the goroutine": runtime.Goexit,
	} {
		src, failed := newFake(content(1000)), false
		src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
			if src.opens()[i].off > 0 || failed {
				return r
			}
			failed = true
			return readFunc(func([]byte) (int, error) { end(); return 0, nil })
		}
		r := tiny(src, 10_000)
		n, err := r.ReadAt(make([]byte, 10), 0)
		if n != 0 || err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("ReadAt = %d, %v; want 0 and an error that says %q", n, err, what)
		}
		mustRead(t, r, src.content, 10, 0)
		r.Close()
		src.settled(t)
	}
}
