package bubble

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// hung is the error of a scenario in which time stood still.
func hung(limit time.Duration, id string) error {
	awake := running(goroutines(stacks(), id))
	return fmt.Errorf("%w: nothing moved for %v of real time. "+
		"%s\n%s", ErrHung, limit, cause(awake), strings.Join(awake, "\n\n"))
}

// lockCaller is the function that waits for a sync.Mutex or sync.RWMutex, by the stack of
// its goroutine, or "": a frame is a function's line and, below it, that of its place.
func lockCaller(stack string) string {
	frames := strings.Split(stack, "\n")
	for i := 1; i+2 < len(frames); i += 2 {
		if strings.HasPrefix(frames[i], "sync.(*Mutex).Lock(") || strings.HasPrefix(frames[i], "sync.(*RWMutex).") {
			caller := frames[i+2]
			return caller[:max(strings.LastIndexByte(caller, '('), 0)]
		}
	}
	return ""
}

// cause says what keeps time from advancing, by the stacks of the goroutines that do.
func cause(awake []string) string {
	for _, g := range awake {
		switch caller := lockCaller(g); {
		case caller == "":
		case strings.HasPrefix(caller, "net/http."):
			return fmt.Sprintf("A goroutine waits for a lock of net/http's own, in %s, whose holder waits in turn: "+
				"most likely the reader holds a request up, by a body that it neither reads nor closes, or by a callback that blocks.", caller)
		default:
			return fmt.Sprintf("A goroutine waits for a sync.Mutex in %s, which another one holds while it waits for the network. "+
				"Ways out: take the lock from World.NewLocker (strategies.WithLocker), or "+
				"put the reader behind such a lock, one caller at a time (strategies.Locked).", caller)
		}
	}
	return "A goroutine spins, or waits for something made outside of the bubble, or for real I/O: " +
		"make what it waits for where the reader is made."
}

// abandoned is the error for the runtime's panic when a bubble cannot end: its
// goroutines wait for each other, or for what cannot happen.
func abandoned(r any, id string) error {
	return fmt.Errorf("%w: %v\n%s", ErrAbandoned, r, strings.Join(goroutines(stacks(), id), "\n\n"))
}

// bubbleID is what the caller's bubble is called in a stack dump.
func bubbleID() string {
	buf := make([]byte, 1<<10)
	head, _, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), "\n")
	return regexp.MustCompile(`synctest bubble \d+`).FindString(head)
}

func stacks() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}

// goroutines selects those of one bubble from a dump.
func goroutines(dump, id string) []string {
	var kept []string
	for g := range strings.SplitSeq(dump, "\n\n") {
		if head, _, _ := strings.Cut(g, "\n"); strings.Contains(head, id+"]") || strings.Contains(head, id+",") {
			kept = append(kept, g)
		}
	}
	return kept
}

// running selects those that keep time from advancing: the ones that are not
// durably blocked. If there are none, it keeps all.
func running(goroutines []string) []string {
	var kept []string
	for _, g := range goroutines {
		if head, _, _ := strings.Cut(g, "\n"); !strings.Contains(head, "(durable)") {
			kept = append(kept, g)
		}
	}
	if len(kept) == 0 {
		kept = goroutines
	}
	return kept
}
