// Package bubble runs one scenario of a benchmark in virtual time, in a
// testing/synctest bubble. It is the only place that opens one for a benchmark,
// because failures there are silent:
//
//   - synctest.Test needs a *testing.T, which a benchmark does not have. A zero T
//     works if it is never used: a test that fails inside would pass as a benchmark
//     without figures. So the T never leaves this package.
//   - A deadlock in the bubble is a panic of the goroutine that opened it, and a
//     scenario's own panic or runtime.Goexit ends only its goroutine. All of them
//     are returned as errors.
//   - A goroutine that waits for a sync.Mutex is, for the bubble, still running:
//     while the holder waits for the network, time stands still for ever. A
//     watchdog outside of the bubble reports that, with the goroutines concerned.
package bubble

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

// stallLimit is how long, in real time, a scenario may run without progress.
const stallLimit = 10 * time.Second

// ErrHung is wrapped by the error of a scenario in which time stood still.
var ErrHung = errors.New("bubble: no progress in virtual time")

// ErrAbandoned is wrapped by the error of a scenario whose bubble cannot end.
var ErrAbandoned = errors.New("bubble: goroutines wait for what cannot happen any more, during the scenario or left behind by it")

var errDidNotFinish = errors.New("bubble: the scenario did not finish: it ended its goroutine (as t.FailNow and b.Fatal do)")

// Run calls f in a bubble of its own, on one processor so that goroutines of one
// instant run in a repeatable order, and returns f's error or why f did not
// return. f makes everything it uses; goroutines it leaves behind are an error. f
// should have garbage collected while no goroutine runs: see [Collector].
//
// progress is called from outside of the bubble and must be safe for concurrent
// use; when its result stays the same for ten seconds of real time, Run gives up
// and leaves the bubble's goroutines behind. GOMAXPROCS and GOGC are restored.
func Run(progress func() int64, f func() error) error {
	return run(stallLimit, progress, f)
}

func run(limit time.Duration, progress func() int64, f func() error) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(collectorPercent))
	b := bubble{done: make(chan error, 1), id: make(chan string, 1)}
	go b.open(f)
	id := <-b.id

	const checks = 10
	tick := time.NewTicker(limit / checks)
	defer tick.Stop()
	last, still := progress(), 0
	for {
		select {
		case err := <-b.done:
			return err
		case <-tick.C:
		}
		if now := progress(); now != last {
			last, still = now, 0
		} else if still++; still == checks {
			return hung(limit, id)
		}
	}
}

// collectorPercent is GOGC in a bubble: large enough that garbage is collected only
// by [Collector], small enough for the memory of a scenario that calls none.
const collectorPercent = 1000

// bubble is one scenario's, seen from outside.
type bubble struct {
	done chan error  // receives one error in any case
	id   chan string // receives what marks the bubble's goroutines in a stack dump
}

// open opens the bubble and runs f in it.
func (b bubble) open(f func() error) {
	err, id := errDidNotFinish, ""
	defer func() {
		// When the scenario failed, its own error matters more than goroutines it left behind.
		if r := recover(); r != nil && (err == nil || err == errDidNotFinish) {
			err = abandoned(r, id)
		}
		if id == "" {
			b.id <- id // the scenario never began
		}
		b.done <- err
	}()
	synctest.Test(&testing.T{}, func(*testing.T) {
		id = bubbleID()
		b.id <- id
		result := make(chan error)
		go scenario(f, result)
		err = <-result
	})
}

// scenario runs f on a goroutine of its own, because with the zero T a Goexit on
// the bubble's first goroutine would end the whole process.
func scenario(f func() error, result chan<- error) {
	err := errDidNotFinish
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("bubble: the scenario panicked: %v\n%s", r, debug.Stack())
		}
		result <- err
	}()
	err = f()
}
