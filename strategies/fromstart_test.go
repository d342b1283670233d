package strategies_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// named is a strategy of All.
func named(t *testing.T, name string) strategies.Strategy {
	t.Helper()
	for _, s := range strategies.All() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("All() has no %s", name)
	return strategies.Strategy{}
}

// It opens when the mutex reader does, always at 0, and reads up to the offset
// and on; what is behind the bytes asked for stays in the stream.
func TestReopenAt0(t *testing.T) {
	want := content(200_000)
	src := newFake(want)
	var taken [4]int
	src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
		return readFunc(func(p []byte) (int, error) { n, err := r.Read(p); taken[i] += n; return n, err })
	}
	r := named(t, "reopen-at-0").New(src, strategies.WithResumes(0))
	for _, off := range []int64{0, 10, 150_000, 150_010, 30, 65_536} {
		mustRead(t, r, want, 10, off)
	}
	r.Close()
	src.settled(t)
	if got, want := src.opens(), []request{{0, -1}, {0, -1}, {0, -1}, {0, -1}}; !slices.Equal(got, want) {
		t.Errorf("opened %v; want %v", got, want)
	}
	if want := [4]int{20, 150_020, 40, 65_546}; taken != want {
		t.Errorf("read %v bytes of the streams; want %v", taken, want)
	}
	if src.peak != 1 {
		t.Errorf("%d streams open at once; want 1", src.peak)
	}
}

// What goes wrong among the bytes to be discarded, 0-19, is a failure to open, and
// what comes with the last of them one to read; the stream is closed, and the next
// call works.
func TestReopenAt0FailsInDiscarding(t *testing.T) {
	want := content(100)
	for name, f := range map[string]struct {
		shape func(io.Reader) io.Reader
		want  error
	}{
		"read fails": {func(r io.Reader) io.Reader { return after(7, r, failWith(0, errBoom)) }, errBoom},
		"last byte to discard comes with a failure": {func(r io.Reader) io.Reader {
			return readFunc(func(p []byte) (int, error) { n, _ := r.Read(p); return n, errBoom })
		}, errBoom},
		"stream ends early":                       {func(r io.Reader) io.Reader { return io.LimitReader(r, 7) }, io.ErrUnexpectedEOF},
		"last byte to discard comes with the end": {func(r io.Reader) io.Reader { return dataErr(io.LimitReader(r, 20), 20) }, io.ErrUnexpectedEOF},
		"100 empty reads":                         {func(r io.Reader) io.Reader { return hesitant(r, 100) }, io.ErrNoProgress},
		"impossible count":                        {func(r io.Reader) io.Reader { return after(7, r, failWith(2, nil)) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			src := newFake(want)
			src.shape = func(_ context.Context, i int, r io.Reader) io.Reader {
				if i > 0 {
					return r
				}
				return f.shape(r)
			}
			r := named(t, "reopen-at-0").New(src, strategies.WithResumes(0))
			n, err := r.ReadAt(make([]byte, 40), 20)
			prefix := "strategies: reopen-at-0: open bytes 20-59: discard bytes 0-19: "
			if strings.HasPrefix(name, "last byte") {
				prefix = "strategies: reopen-at-0: read bytes 20-59: "
			}
			if n != 0 || err == nil || f.want != nil && !errors.Is(err, f.want) || errors.Is(err, io.EOF) {
				t.Errorf("ReadAt(40 bytes, 20) = %d, %v; want 0, %v", n, err, f.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), prefix) {
				t.Errorf("error %q; want prefix %q", err, prefix)
			}
			if src.open != 0 {
				t.Errorf("%d streams open after the failure; want 0", src.open)
			}
			mustRead(t, r, want, 40, 20)
			r.Close()
			src.settled(t)
		})
	}
}

// dataErr says io.EOF together with the n-th byte.
func dataErr(r io.Reader, n int) io.Reader {
	return readFunc(func(p []byte) (int, error) {
		got, err := r.Read(p)
		if n -= got; n == 0 {
			err = io.EOF
		}
		return got, err
	})
}

// A Read that panics while bytes are discarded leaves no stream open.
func TestReopenAt0PanicInDiscarding(t *testing.T) {
	src := newFake(content(100))
	src.shape = func(_ context.Context, _ int, r io.Reader) io.Reader {
		return after(7, r, func([]byte) (int, error) { panic(errBoom) })
	}
	r := named(t, "reopen-at-0").New(src, strategies.WithResumes(0))
	func() {
		defer func() {
			if got := recover(); got != errBoom {
				t.Errorf("recovered %v; want %v", got, errBoom)
			}
		}()
		r.ReadAt(make([]byte, 10), 20)
	}()
	src.settled(t)
	r.Close()
}

// Close ends the discarding too: where it hangs, and where a stream that heeds
// no context goes on delivering.
func TestReopenAt0CloseWhileDiscarding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(100))
		src.shape = hangAfter(7)
		r := named(t, "reopen-at-0").New(src, strategies.WithLocker(newChanLock))
		done := read(r, 10, 20)
		synctest.Wait()
		r.Close()
		wantClosed(t, "ReadAt", <-done, 0)
		src.settled(t)
	})
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(200_000))
		busy := stepped(src)
		r := named(t, "reopen-at-0").New(src, strategies.WithLocker(newChanLock))
		done := read(r, 10, 150_000)
		close(<-busy)
		synctest.Wait()
		go r.Close()
		synctest.Wait()
		close(<-busy) // the piece under way
		synctest.Wait()
		if len(busy) != 0 {
			t.Error("another piece was read after Close")
			close(<-busy)
		}
		wantClosed(t, "ReadAt", <-done, 0)
		synctest.Wait()
		src.settled(t)
	})
}
