package readeratest

import (
	"fmt"
	"runtime"
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
}

// bubblePatience is in a bubble, where waiting costs nothing and a slow network
// is played with: time passes there only when everybody waits, so that a hang is
// found for certain and a slow reader is not taken for one.
const bubblePatience = time.Hour

func newWatch(patience time.Duration) *watch {
	if inBubble() {
		patience = bubblePatience
	}
	return &watch{patience: patience, stirred: make(chan struct{}, 1)}
}

func (w *watch) ended() {
	w.calls.Add(1)
	w.stir()
}

func (w *watch) stir() {
	w.activity.Add(1)
	select {
	case w.stirred <- struct{}{}:
	default: // nobody has looked since the last time
	}
}

// awaitStir waits for anything to happen after activity was at before.
func (w *watch) awaitStir(before int64) bool {
	timer := time.NewTimer(w.patience)
	defer timer.Stop()
	for w.activity.Load() == before {
		select {
		case <-w.stirred:
		case <-timer.C:
			return false
		}
	}
	return true
}

// wait returns true when done is closed, or false when no call has ended for the
// whole of the watch's patience.
func (w *watch) wait(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
	}
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

// hung describes calls that do not return.
func (w *watch) hung(names []string) string {
	return fmt.Sprintf("%s did not return: no call ended for %v\n%s",
		strings.Join(names, ", "), w.patience, callers(stacks(true)))
}

func stacks(all bool) string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, all)])
}

// callers keeps the goroutines that are inside a call of the suite's.
func callers(dump string) string {
	var kept []string
	for g := range strings.SplitSeq(dump, "\n\n") {
		if strings.Contains(g, "readeratest.(*call).run(") {
			kept = append(kept, g)
		}
	}
	return strings.Join(kept, "\n\n")
}

// inBubble asks the only witness there is: the head of a goroutine's own stack
// names its bubble.
func inBubble() bool {
	head, _, _ := strings.Cut(stacks(false), "\n")
	return strings.Contains(head, "synctest bubble")
}
