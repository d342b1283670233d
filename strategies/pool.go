package strategies

import (
	"slices"
	"sync"
)

// pool decides who gets which cursor; it does no I/O. A cursor is also the right
// to one open stream: at most max exist, whether held by a caller or idle.
//
// Callers wait only while every cursor is held, and a cursor given back goes to
// the caller that has waited longest. So there is never a waiter beside an idle
// cursor, a newcomer cannot overtake, and one release wakes one goroutine.
type pool struct {
	max int

	mu     sync.Mutex // never held while a stream is opened, read or closed
	closed bool
	count  int            // cursors in existence, held or idle
	idle   []*cursor      // least recently used first; every one has a stream
	queue  []chan *cursor // callers that wait, longest first; one slot each
}

// take returns a cursor for a read at off, in this order of preference: the idle
// one that stands there, a new one, the least recently used idle one (for the
// caller to move), the first that is given back. The caller alone holds it until
// give. take returns nil when the pool is, or while waiting gets, closed.
func (p *pool) take(off int64) *cursor {
	c, wait := p.choose(off)
	if wait != nil {
		c = <-wait
	}
	return c
}

func (p *pool) choose(off int64) (*cursor, <-chan *cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, nil
	}
	if i := p.find(off); i >= 0 {
		return p.removeIdle(i), nil
	}
	if p.count < p.max {
		p.count++
		return new(cursor), nil
	}
	if len(p.idle) > 0 {
		return p.removeIdle(0), nil
	}
	wait := make(chan *cursor, 1) // give must not block on a waiter not yet there
	p.queue = append(p.queue, wait)
	return nil, wait
}

// find prefers the most recently used of several at off: the others are nearer
// to being replaced.
func (p *pool) find(off int64) int {
	for i, c := range slices.Backward(p.idle) {
		if c.at(off) {
			return i
		}
	}
	return -1
}

func (p *pool) removeIdle(i int) *cursor {
	c := p.idle[i]
	p.idle = slices.Delete(p.idle, i, i+1)
	return c
}

// give returns a cursor that take gave out. A cursor without a stream makes room
// for a new one. give reports false after close: then the cursor is not
// used again, and the caller closes its stream.
func (p *pool) give(c *cursor) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return false
	case len(p.queue) > 0:
		p.queue[0] <- c
		p.queue = slices.Delete(p.queue, 0, 1)
	case c.stream == nil:
		p.count--
	default:
		p.idle = append(p.idle, c)
	}
	return true
}

// close ends all waiting and returns the cursors whose streams are left for the
// caller to close.
func (p *pool) close() (idle []*cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, wait := range p.queue {
		close(wait)
	}
	idle = p.idle
	p.closed, p.idle, p.queue = true, nil, nil
	return idle
}
