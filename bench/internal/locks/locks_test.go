package locks

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/bench/internal/simnet"
)

// turns has workers take the lock rounds times each, holding it for hold and
// letting go of it for pause, and returns who had it when, and how long all took.
func turns(t *testing.T, newLock func(*simnet.Network) sync.Locker, workers, rounds int, hold, pause time.Duration) (order []int, took time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		l := newLock(simnet.New(simnet.Config{}))
		start := time.Now()
		var all sync.WaitGroup
		for i := range workers {
			all.Go(func() {
				time.Sleep(time.Duration(i)) // the order in which they first come
				for range rounds {
					l.Lock()
					order = append(order, i)
					time.Sleep(hold)
					l.Unlock()
					time.Sleep(pause)
				}
			})
		}
		all.Wait()
		took = time.Since(start)
	})
	return order, took
}

func fair(n *simnet.Network) sync.Locker    { return NewVirtualFair(n) }
func barging(n *simnet.Network) sync.Locker { return NewBarging(n) }

// The fair lock goes round; with the barging one, a caller who comes back at once
// finds it free and keeps it until done.
func TestLockOrder(t *testing.T) {
	if got, _ := turns(t, fair, 3, 3, time.Millisecond, 0); !slices.Equal(got, []int{0, 1, 2, 0, 1, 2, 0, 1, 2}) {
		t.Errorf("fair: %v; want turn by turn", got)
	}
	if got, _ := turns(t, barging, 3, 3, time.Millisecond, 0); !slices.Equal(got, []int{0, 0, 0, 1, 1, 1, 2, 2, 2}) {
		t.Errorf("barging: %v; want one caller after another", got)
	}
}

// A caller that is handed the fair lock begins when the one before has come to rest,
// however long the scheduler keeps that one from going on.
func TestFairLockHandsOverAtRest(t *testing.T) {
	var order []string
	var mu sync.Mutex // the lock under test orders too little for order
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, what)
	}
	synctest.Test(t, func(t *testing.T) {
		l := fair(simnet.New(simnet.Config{}))
		l.Lock()
		done := make(chan struct{})
		go func() {
			defer close(done)
			l.Lock()
			note("second has it")
			l.Unlock()
		}()
		synctest.Wait()
		l.Unlock()
		for range 1000 {
			runtime.Gosched()
		}
		note("first goes on")
		<-done
	})
	if want := []string{"first goes on", "second has it"}; !slices.Equal(order, want) {
		t.Errorf("order %q; want %q", order, want)
	}
}

// A caller that stays away for longer than it takes to wake a waiter has lost the
// lock, which costs the wake-up; and none is forgotten.
func TestBargingLockWakes(t *testing.T) {
	got, took := turns(t, barging, 3, 2, time.Millisecond, 10*wakeDelay)
	if !slices.Equal(got, []int{0, 1, 2, 0, 1, 2}) {
		t.Errorf("order %v; want turn by turn", got)
	}
	if want := 6*time.Millisecond + 5*wakeDelay + 10*wakeDelay; took != want {
		t.Errorf("took %v; want %v", took, want)
	}
}

// A caller woken in vain keeps its place: it is the next to be woken.
func TestBargingLockKeepsTheOrderOfTheWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewBarging(simnet.New(simnet.Config{}))
		l.Lock()
		var order []int
		var all sync.WaitGroup
		for i := range 3 {
			all.Go(func() {
				l.Lock()
				order = append(order, i)
				l.Unlock()
			})
			synctest.Wait()
		}
		again := func() { l.Unlock(); l.Lock() }
		for range 5 { // each time, the first is woken and finds it taken again
			again()
			again() // no other is woken while one is
			again()
			time.Sleep(time.Millisecond)
		}
		l.Unlock()
		all.Wait()
		if !slices.Equal(order, []int{0, 1, 2}) {
			t.Errorf("order %v; want 0, 1, 2", order)
		}
	})
}

// No two are inside at once, whatever the schedule.
func TestLocksExclude(t *testing.T) {
	for name, newLock := range map[string]func(*simnet.Network) sync.Locker{"fair": fair, "barging": barging} {
		n := simnet.New(simnet.Config{})
		l := newLock(n) // on real time, under -race
		var count int
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 200 {
					l.Lock()
					count++
					l.Unlock()
				}
			})
		}
		all.Wait()
		if count != 1600 {
			t.Errorf("%s: %d rounds counted; want 1600", name, count)
		}
	}
}

func TestUnlockOfUnlocked(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Unlock of an unlocked barging lock did not panic")
		}
	}()
	NewBarging(simnet.New(simnet.Config{})).Unlock()
}
