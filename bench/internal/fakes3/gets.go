package fakes3

import (
	"sync"
	"sync/atomic"
)

// gets records the GETs of each object, and counts its PUTs. Its lock is never held across a call
// out.
type gets struct {
	mu      sync.Mutex
	objects map[object]*objectGets
}

type objectGets struct {
	requests  int64
	transfers []*transfer
}

// ofLocked is called with the lock held.
func (g *gets) ofLocked(o object) *objectGets {
	if g.objects[o] == nil {
		g.objects[o] = &objectGets{}
	}
	return g.objects[o]
}

// of is what was recorded of one object. The list only grows, so it needs no
// copy, and its connections, which have locks of their own, are asked without
// ours.
func (g *gets) of(o object) (requests int64, transfers []*transfer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	of := g.ofLocked(o)
	return of.requests, of.transfers
}

// arrived counts a GET and returns how many came before it.
func (g *gets) arrived(o object) (nth int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	of := g.ofLocked(o)
	of.requests++
	return of.requests - 1
}

// transfer records a body that starts at the connection's current position.
func (g *gets) transfer(o object, conn any) *transfer {
	t := newTransfer(conn)
	g.mu.Lock()
	defer g.mu.Unlock()
	of := g.ofLocked(o)
	of.transfers = append(of.transfers, t)
	return t
}

// A meteredConn is a connection that knows how far its bytes have got. The
// simulated network's does.
type meteredConn interface {
	Written() int64 // bytes taken by Write so far
	Sent() int64    // bytes that have left the server's link
}

// A transfer is the body of one GET: n bytes from start on in the byte stream
// of its connection.
type transfer struct {
	conn  meteredConn // nil: the connection does not know
	start int64
	n     atomic.Int64
}

func newTransfer(conn any) *transfer {
	t := &transfer{}
	if c, ok := conn.(meteredConn); ok {
		t.conn, t.start = c, c.Written()
	}
	return t
}

// sent asks the connection late: what the handler has written may leave the link
// long after the handler returned, or never, if the client closes first.
func (t *transfer) sent() int64 {
	n := t.n.Load()
	if t.conn == nil {
		return n
	}
	return min(max(t.conn.Sent()-t.start, 0), n)
}
