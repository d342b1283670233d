package strategies_test

import (
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// One read at a time, over whatever could do more.
func TestLockedSerialises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		r := strategies.Locked(strategies.NewStateless(src), newChanLock())
		for i := range int64(5) {
			read(r, 10, i*10)
		}
		for range 5 {
			synctest.Wait()
			if got := len(busy); got != 1 {
				t.Errorf("%d reads in flight; want 1", got)
			}
			close(<-busy)
		}
		synctest.Wait()
		r.Close()
		src.settled(t)
	})
}

// Close does not wait for the lock: it has to end the call that holds it.
func TestLockedCloseTakesNoLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := newChanLock()
		r := strategies.Locked(strategies.NewPooled(newFake(content(10))), lock)
		lock.Lock() // never released: a Close that takes it deadlocks the bubble
		if err := r.Close(); err != nil {
			t.Errorf("Close() = %v; want nil", err)
		}
	})
}
