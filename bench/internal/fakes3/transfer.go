package fakes3

import "sync/atomic"

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

// sent is asked for late: what the handler has written may leave the link long
// after the handler returned, or never, if the client closes first.
func (t *transfer) sent() int64 {
	n := t.n.Load()
	if t.conn == nil {
		return n
	}
	return min(max(t.conn.Sent()-t.start, 0), n)
}
