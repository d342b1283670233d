// Package locks has locks that a reader may hold across I/O in virtual time.
//
// A goroutine that waits for a sync.Mutex stops virtual time, so there are two locks,
// one for each end of what a sync.Mutex does: that hands over in order once a woken
// caller has waited a millisecond in vain (starvation), and otherwise gives the lock
// to the caller that comes first. results/lock.md says where between the two it
// stands.
package locks

import (
	"context"
	"slices"
	"sync"
	"time"

	"readeratbench/bench/internal/simnet"
)

// wakeKey orders a wake-up among the events of its nanosecond.
const wakeKey = 1 << 62

// Fair is FIFO. A caller that is handed the lock has it from then on, but begins when
// rest returns: in virtual time a nanosecond later, when all that the caller before
// did next has come to rest. With both of them running, which of them asks for the
// lock next would depend on the one that the scheduler interrupts, once in some
// thousand copies.
type Fair struct {
	rest func()

	mu    sync.Mutex // guards what follows; held for an instant, never across a wait
	held  bool
	queue []chan struct{} // of the callers that wait, longest first
}

var _ sync.Locker = (*Fair)(nil)

// NewFair returns the lock of the real clock.
func NewFair() *Fair { return &Fair{rest: func() {}} }

// NewVirtualFair returns that of virtual time. Note: a timer for this instant
// would not do; synctest lets it fire at once, beside the goroutine that sets it.
func NewVirtualFair(n *simnet.Network) *Fair {
	return &Fair{rest: func() { _ = n.Sleep(context.Background(), wakeKey, time.Nanosecond) }} // fails only with its context
}

// Lock implements sync.Locker.
func (l *Fair) Lock() {
	l.mu.Lock()
	if !l.held {
		l.held = true
		l.mu.Unlock()
		return
	}
	turn := make(chan struct{})
	l.queue = append(l.queue, turn)
	l.mu.Unlock()
	<-turn // the lock is this caller's already
	l.rest()
}

// Unlock implements sync.Locker. It panics if the lock is not locked.
func (l *Fair) Unlock() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		panic("locks: Unlock of a lock that is not locked")
	}
	if len(l.queue) == 0 {
		l.held = false
		return
	}
	close(l.queue[0])
	l.queue = slices.Delete(l.queue, 0, 1)
}
