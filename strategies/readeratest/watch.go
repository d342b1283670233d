package readeratest

import (
	"strings"
	"sync/atomic"
	"time"
)

// watch tells a slow reader from one that hangs. It is safe for concurrent use.
type watch struct {
	patience time.Duration
	calls    atomic.Int64 // that have ended
	activity atomic.Int64 // grows with every call's end and everything a source sees
	stirred  chan struct{}
	retired  atomic.Int64 // 0, or one more than what was seen since retire
}

// outOfPatience is how often a watch lost it, by the patience it had. For the
// tests, which count it instead of time.
var outOfPatience func(time.Duration)

func newWatch(patience time.Duration) *watch {
	return &watch{patience: patience, stirred: make(chan struct{}, 1)}
}

// retire slows down whatever still runs after the trial: a reader that tries again
// for ever, or polls, would take the time of those that follow. It cannot be ended.
func (w *watch) retire() { w.retired.Store(1) }

// ended is never slowed down: a call ends once, and its goroutine must not outlive
// the bubble of a trial that has just been retired.
func (w *watch) ended() {
	w.calls.Add(1)
	w.note()
}

func (w *watch) stir() {
	if w.retired.Load() > 0 {
		time.Sleep(time.Millisecond * time.Duration(min(w.retired.Add(1), 1000)))
	}
	w.note()
}

func (w *watch) note() {
	w.activity.Add(1)
	select {
	case w.stirred <- struct{}{}:
	default: // there is one already that was not seen
	}
}

// awaitStir waits for anything to happen after activity was at before. It returns
// false when nothing does, or too late.
func (w *watch) awaitStir(before int64, deadline time.Time) bool {
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	for w.activity.Load() == before {
		select {
		case <-w.stirred:
		case <-timer.C:
			return false
		}
	}
	return time.Now().Before(deadline)
}

// wait returns true when done is closed, or false when no call has ended for the
// whole of the watch's patience.
func (w *watch) wait(done <-chan struct{}) bool {
	timer := time.NewTimer(w.patience)
	defer timer.Stop()
	for {
		before := w.calls.Load()
		select {
		case <-done:
			return true
		case <-timer.C:
		}
		if w.calls.Load() == before {
			return false
		}
		timer.Reset(w.patience)
	}
}

// inBubble asks the only witness there is: the head of a goroutine's own stack
// names its bubble.
func inBubble() bool {
	head, _, _ := strings.Cut(stacks(false), "\n")
	return strings.Contains(head, "synctest bubble")
}
