// Package bubble runs one scenario of a benchmark in virtual time, in a
// testing/synctest bubble. It is the only place that opens one for a benchmark,
// since everything that can go wrong there goes wrong silently:
//
//   - synctest.Test wants a *testing.T, which a benchmark does not have. A zero
//     one does, so long as it is not used: a test that fails inside would pass as
//     a benchmark without figures. So the T never leaves this package.
//   - A deadlock in the bubble is a panic of the goroutine that opened it, and a
//     scenario's own panic or runtime.Goexit ends no more than a goroutine.
//     All of them come back as errors here.
//   - A goroutine that waits for a sync.Mutex is, for the bubble, still running:
//     when the holder waits for the network, time stands still for ever. A
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

// StillLimit is how long, in real time, a scenario may go without progress.
const StillLimit = 10 * time.Second

// ErrHung is wrapped by the error of a scenario in which time stood still.
var ErrHung = errors.New("bubble: no progress in virtual time")

var errDidNotFinish = errors.New("bubble: the scenario did not finish: it ended its goroutine (as t.FailNow and b.Fatal do)")

// Run calls f in a bubble of its own, on one processor so that goroutines of one
// instant run in a repeatable order, and returns f's error or why f did not
// return. f makes everything it uses; goroutines it leaves behind are an error. The
// collector should be called where it disturbs nothing: see [Collector].
//
// progress is called from outside of the bubble and must be safe for concurrent
// use; when its result stays the same for [StillLimit] of real time, Run gives up
// and leaves the bubble's goroutines behind. GOMAXPROCS and GOGC are put back in any case.
func Run(progress func() int64, f func() error) error {
	return run(StillLimit, progress, f)
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

// collectorPercent is GOGC in a bubble: so late that the collector comes when it is
// called ([Collector]), and so early that a scenario which never calls it still ends.
const collectorPercent = 1000

// bubble is one scenario's, seen from outside.
type bubble struct {
	done chan error  // gets one error, whatever happens
	id   chan string // gets what marks the bubble's goroutines in a stack dump
}

// open opens the bubble and runs f in it.
func (b bubble) open(f func() error) {
	err, id := errDidNotFinish, ""
	defer func() {
		// When the scenario failed, goroutines it left behind are no news.
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

// scenario runs f on a goroutine of its own, because a Goexit on the bubble's
// first goroutine would bring the whole process down with the zero T.
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
