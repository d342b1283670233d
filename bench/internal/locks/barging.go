package locks

import (
	"context"
	"slices"
	"sync"
	"time"

	"readeratbench/bench/internal/simnet"
)

// Barging never hands over: Unlock frees it and wakes the caller that has waited
// longest, which tries wakeDelay of virtual time later. The first that locks it has
// it, and that is mostly the one that has just unlocked it. A caller woken in vain is
// the first to be woken again.
type Barging struct {
	net *simnet.Network

	mu     sync.Mutex // guards what follows; held for an instant, never across a wait
	held   bool
	waking bool            // a caller was woken and has not tried yet
	queue  []chan struct{} // of the callers that wait, the first to be woken first
}

var _ sync.Locker = (*Barging)(nil)

// wakeDelay is chosen: about what the Go runtime needs to start a goroutine.
const wakeDelay = time.Microsecond

// NewBarging returns a lock of virtual time.
func NewBarging(n *simnet.Network) *Barging { return &Barging{net: n} }

// Lock implements sync.Locker.
func (l *Barging) Lock() {
	turn := make(chan struct{}, 1) // Unlock must not block
	for woken := false; !l.try(turn, woken); woken = true {
		<-turn
		_ = l.net.Sleep(context.Background(), wakeKey, wakeDelay) // fails only with its context
	}
}

// try takes the lock if it is free, or else a place in the queue.
func (l *Barging) try(turn chan struct{}, woken bool) bool {
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

// Unlock implements sync.Locker. It panics if the lock is not locked.
func (l *Barging) Unlock() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		panic("locks: Unlock of a lock that is not locked")
	}
	l.held = false
	if l.waking || len(l.queue) == 0 {
		return
	}
	l.waking = true
	l.queue[0] <- struct{}{}
	l.queue = slices.Delete(l.queue, 0, 1)
}
