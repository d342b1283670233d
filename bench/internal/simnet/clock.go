package simnet

import (
	"container/heap"
	"sync"
	"sync/atomic"
	"time"
)

// clock is the queue of a network's events; see "One thing at a time" in the
// package comment. Its mutex guards the whole network and is never held while
// anything waits.
type clock struct {
	mu    sync.Mutex
	epoch time.Time
	queue eventQueue
	wake  *time.Timer
	last  time.Duration // when the last event happened, on the clock
	fired atomic.Int64
	rest  func() // see Config.Rest
}

// event is something that happens at one time. It is a field of what it changes,
// so scheduling allocates nothing. The zero event with fire and key set is ready
// for use.
type event struct {
	fire func(due time.Duration) // called with the clock's mutex held
	key  uint64                  // orders the events of one instant
	due  time.Duration
	seq  uint64 // orders events of equal key
	pos  int    // place in the queue, from 1; 0 when not in it
}

func newClock(rest func()) *clock {
	return &clock{epoch: time.Now(), last: -1, rest: rest}
}

// now is the time since the network was made.
func (c *clock) now() time.Duration { return time.Since(c.epoch) }

// schedule makes e happen at due, and no longer at the time scheduled before.
func (c *clock) schedule(e *event, due time.Duration) {
	e.due = due
	c.queue.seq++
	e.seq = c.queue.seq
	if e.pos == 0 {
		heap.Push(&c.queue, e)
	} else {
		heap.Fix(&c.queue, e.pos-1)
	}
	if c.queue.events[0] == e {
		c.arm()
	}
}

// cancel takes e out of the queue, if it is there.
func (c *clock) cancel(e *event) {
	if e.pos != 0 {
		heap.Remove(&c.queue, e.pos-1)
	}
}

// arm sets the timer for the head of the queue: at the time it is due, but never
// in the nanosecond of the event before it.
func (c *clock) arm() {
	if len(c.queue.events) == 0 {
		return
	}
	wait := max(c.queue.events[0].due, c.last+1) - c.now()
	if c.wake == nil {
		c.wake = time.AfterFunc(wait, c.tick)
		return
	}
	c.wake.Reset(wait)
}

// tick fires the head of the queue. The timer may also be early, when the event it
// was set for has been cancelled or moved to a later time.
func (c *clock) tick() {
	if c.rest != nil {
		c.rest()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.queue.events) > 0 && c.queue.events[0].due <= now && now > c.last {
		e := heap.Pop(&c.queue).(*event)
		c.last = now
		c.fired.Add(1)
		e.fire(e.due)
	}
	c.arm()
}

// eventQueue is a heap for container/heap.
type eventQueue struct {
	events []*event
	seq    uint64
}

func (q *eventQueue) Len() int { return len(q.events) }

func (q *eventQueue) Less(i, j int) bool {
	a, b := q.events[i], q.events[j]
	switch {
	case a.due != b.due:
		return a.due < b.due
	case a.key != b.key:
		return a.key < b.key
	}
	return a.seq < b.seq
}

func (q *eventQueue) Swap(i, j int) {
	q.events[i], q.events[j] = q.events[j], q.events[i]
	q.events[i].pos, q.events[j].pos = i+1, j+1
}

func (q *eventQueue) Push(x any) {
	e := x.(*event)
	q.events = append(q.events, e)
	e.pos = len(q.events)
}

func (q *eventQueue) Pop() any {
	last := len(q.events) - 1
	e := q.events[last]
	q.events[last] = nil
	q.events = q.events[:last]
	e.pos = 0
	return e
}
