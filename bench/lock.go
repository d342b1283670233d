package bench

import (
	"context"
	"slices"
	"sync"
	"time"

	"readeratbench/bench/internal/simnet"
)

// A goroutine that waits for a sync.Mutex stops virtual time, so the simulated
// lane has two locks of its own, one for each end of what a sync.Mutex does: that
// hands over in order once a woken caller has waited a millisecond in vain
// (starvation), and lets whoever comes first have it otherwise. results/lock.md
// says where between the two it stands.

// fairLock is first come, first served. Whoever is handed the lock has it from then
// on, but begins when rest returns: in virtual time a nanosecond later, when all that
// the caller before did next has come to rest. With both of them running, who asks
// for the lock next would hang on which of them the scheduler interrupts, once in
// some thousand copies.
type fairLock struct {
	rest func()

	mu    sync.Mutex // guards what follows; held for an instant, never across a wait
	held  bool
	queue []chan struct{} // those who wait, longest first
}

var _ sync.Locker = (*fairLock)(nil)

// newFairLock returns the lock of the real clock.
func newFairLock() *fairLock { return &fairLock{rest: func() {}} }

// newVirtualFairLock returns that of virtual time. Note: a timer for this instant
// would not do; synctest lets it fire at once, beside whoever sets it.
func newVirtualFairLock(n *simnet.Network) *fairLock {
	return &fairLock{rest: func() { _ = n.Sleep(context.Background(), wakeKey, time.Nanosecond) }} // fails only with its context
}

func (l *fairLock) Lock() {
	l.mu.Lock()
	if !l.held {
		l.held = true
		l.mu.Unlock()
		return
	}
	turn := make(chan struct{})
	l.queue = append(l.queue, turn)
	l.mu.Unlock()
	<-turn // the lock is his already
	l.rest()
}

func (l *fairLock) Unlock() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		panic("bench: Unlock of a lock that is not locked")
	}
	if len(l.queue) == 0 {
		l.held = false
		return
	}
	close(l.queue[0])
	l.queue = slices.Delete(l.queue, 0, 1)
}

// bargingLock never hands over: Unlock frees it and wakes the caller who has
// waited longest, who tries wakeDelay of virtual time later. Whoever locks it
// first has it, and that is mostly the one who has just unlocked it. A caller
// woken in vain is the first to be woken again.
type bargingLock struct {
	net *simnet.Network

	mu     sync.Mutex // guards what follows; held for an instant, never across a wait
	held   bool
	waking bool            // somebody was woken and has not tried yet
	queue  []chan struct{} // those who wait, the first to be woken first
}

var _ sync.Locker = (*bargingLock)(nil)

// wakeDelay is chosen: about what the Go runtime needs to start a goroutine.
const wakeDelay = time.Microsecond

// wakeKey orders a wake-up among the events of its nanosecond.
const wakeKey = 1 << 62

func newBargingLock(n *simnet.Network) *bargingLock { return &bargingLock{net: n} }

func (l *bargingLock) Lock() {
	turn := make(chan struct{}, 1) // Unlock must not block
	for woken := false; !l.try(turn, woken); woken = true {
		<-turn
		_ = l.net.Sleep(context.Background(), wakeKey, wakeDelay) // fails only with its context
	}
}

// try takes the lock if it is free, or else a place in the queue.
func (l *bargingLock) try(turn chan struct{}, woken bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if woken {
		l.waking = false
	}
	switch {
	case !l.held:
		l.held = true
		return true
	case woken:
		l.queue = slices.Insert(l.queue, 0, turn)
	default:
		l.queue = append(l.queue, turn)
	}
	return false
}

func (l *bargingLock) Unlock() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		panic("bench: Unlock of a lock that is not locked")
	}
	l.held = false
	if l.waking || len(l.queue) == 0 {
		return
	}
	l.waking = true
	l.queue[0] <- struct{}{}
	l.queue = slices.Delete(l.queue, 0, 1)
}
