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
	return fmt.Errorf("%w: nothing moved for %v of real time. "+
		"Most likely a goroutine waits for a sync.Mutex that another one holds while it waits for the network; "+
		"or it spins, or waits for something made outside of the bubble, or for real I/O. "+
		"Ways out: take the lock from World.NewLocker (strategies.WithLocker); "+
		"put the reader behind such a lock, one caller at a time (strategies.Locked); "+
		"make what it waits for where the reader is made; or measure it in real time.\n%s",
		ErrHung, limit, running(goroutines(stacks(), id)))
}

// abandoned is the error for the runtime's panic when a bubble cannot end: its
// goroutines wait for each other, or for what cannot happen.
func abandoned(r any, id string) error {
	return fmt.Errorf("bubble: %v: goroutines wait for what cannot happen any more, "+
		"during the scenario or left behind by it\n%s", r, strings.Join(goroutines(stacks(), id), "\n\n"))
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
func running(goroutines []string) string {
	var kept []string
	for _, g := range goroutines {
		if head, _, _ := strings.Cut(g, "\n"); !strings.Contains(head, "(durable)") {
			kept = append(kept, g)
		}
	}
	if len(kept) == 0 {
		kept = goroutines
	}
	return strings.Join(kept, "\n\n")
}
