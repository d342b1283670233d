package bench

import "sync"

// fairLock is a lock that a goroutine can wait for in virtual time: blocking on a
// channel of the bubble is a wait the bubble knows of, blocking on a sync.Mutex
// is not. The runtime serves senders in the order they came, so the lock is
// first come, first served. A sync.Mutex is not always: see results/README.md
// before comparing.
type fairLock chan struct{}

var _ sync.Locker = fairLock(nil)

// newFairLock returns an unlocked lock. Call it inside the bubble.
func newFairLock() sync.Locker { return make(fairLock, 1) }

func (l fairLock) Lock()   { l <- struct{}{} }
func (l fairLock) Unlock() { <-l }
