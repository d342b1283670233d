package strategies_test

import (
	"context"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// One sequential caller costs one request; every jump costs one more, to the end
// of the object, at the caller's own offset.
func TestMutexReopensOnJump(t *testing.T) {
	want := content(1000)
	src := newFake(want)
	r := strategies.NewMutex(src)
	for _, off := range []int64{0, 10, 20, 500, 510, 30, 40, 0} {
		mustRead(t, r, want, 10, off)
	}
	r.Close()
	src.settled(t)
	if got, want := src.opens(), []request{{0, -1}, {500, -1}, {30, -1}, {0, -1}}; !slices.Equal(got, want) {
		t.Errorf("opened %v; want %v", got, want)
	}
	if src.peak != 1 {
		t.Errorf("%d streams open at once; want 1", src.peak)
	}
}

// The lock comes from the option, one a reader, and is held while bytes move.
func TestMutexHoldsItsLockAcrossIO(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		made := 0
		r := strategies.NewMutex(src, strategies.WithLocker(func() sync.Locker { made++; return newChanLock() }))
		done := []<-chan result{read(r, 10, 0), read(r, 10, 0), read(r, 10, 0)}
		for range done {
			synctest.Wait()
			if got := len(busy); got != 1 {
				t.Errorf("%d reads in flight; want 1", got)
			}
			close(<-busy)
		}
		for _, d := range done {
			if got := <-d; got.n != 10 || got.err != nil {
				t.Errorf("ReadAt = %d, %v; want 10, nil", got.n, got.err)
			}
		}
		r.Close()
		src.settled(t)
		if made != 1 {
			t.Errorf("%d locks made; want 1", made)
		}
	})
}

// Close returns only when the call it cancelled has let go of the stream.
func TestMutexCloseWaitsForTheCallInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		letGo := make(chan struct{})
		src.shape = func(ctx context.Context, _ int, _ io.Reader) io.Reader {
			return readFunc(func([]byte) (int, error) { <-ctx.Done(); <-letGo; return 0, ctx.Err() })
		}
		r := strategies.NewMutex(src, strategies.WithLocker(newChanLock))
		done := read(r, 10, 0)
		synctest.Wait()
		closed := make(chan struct{})
		go func() { r.Close(); close(closed) }()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("Close returned while the stream was in use")
		default:
		}
		close(letGo)
		<-closed
		src.settled(t)
		wantClosed(t, "ReadAt", <-done, 0)
	})
}

// A caller that gets the lock after Close does not read on from a stream that
// happens to stand at its offset.
func TestMutexClosedWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src) // heeds no context
		r := strategies.NewMutex(src, strategies.WithLocker(newChanLock))
		first := read(r, 10, 0)
		synctest.Wait()
		second := read(r, 10, 10)
		synctest.Wait()
		go r.Close()
		synctest.Wait()
		close(<-busy)
		if got := <-first; got.n != 10 || got.err != nil {
			t.Errorf("ReadAt in flight = %d, %v; want 10, nil", got.n, got.err)
		}
		wantClosed(t, "ReadAt behind it", <-second, 0)
		synctest.Wait()
		src.settled(t)
	})
}
