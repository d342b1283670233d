package wallnet

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Metronome makes the process's sleeps end about when they should, until stop is
// called. When nothing else runs, Go's scheduler waits for the next timer in whole
// milliseconds; a sleep of 364 us of network time would take 1 ms and more. A
// goroutine that wakes every beat makes the scheduler check its timers then.
//
// Measured on 2 cores, 100 sleeps of 364 us: late by 0.76 ms at the median without
// it, by 0.13 ms with it. It takes about an eighth of a core.
func Metronome() (stop func()) {
	var done atomic.Bool
	var all sync.WaitGroup
	all.Go(func() {
		for !done.Load() {
			beat()
			runtime.Gosched()
		}
	})
	return func() {
		done.Store(true)
		all.Wait()
	}
}
