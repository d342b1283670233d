package wallnet

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// early is a wait that is not worth a sleep, which the runtime may round up to a
// millisecond and more: a request's header would take that long, and 14 kB at 90
// MB/s 1.25 ms instead of 0.16 (measured; and larger transfers ended later than
// they do with it). The link knows that its bytes are not through yet, and the
// next ones wait for that as well.
const early = 300 * time.Microsecond

// conn is one end of a TCP connection; it writes no faster than the path lets
// through. It is not a *net.TCPConn, whose ReadFrom would pass the path by. Safe
// for concurrent use.
type conn struct {
	net.Conn
	nic       *nic
	paced     atomic.Bool
	server    bool        // this is a server's end: see Read
	greeted   atomic.Bool // it has written its part of the handshake
	closed    chan struct{}
	closeOnce sync.Once
	onClose   func() // or nil

	writing sync.Mutex // writes do not mingle; guards link and timer
	link    *link
	timer   *time.Timer
}

var _ net.Conn = (*conn)(nil)

func newConn(raw net.Conn, l *link, via *nic, onClose func()) *conn {
	c := &conn{Conn: raw, link: l, nic: via, onClose: onClose, closed: make(chan struct{}), timer: time.NewTimer(time.Hour)}
	c.timer.Stop()
	return c
}

// pace ends the time in which bytes pass freely: the handshake's.
func (c *conn) pace() { c.paced.Store(true) }

// Read also finds out when the handshake is over at a server's end, which
// net/http brings about by itself: all that a server has to say in it (TLS 1.3,
// no tickets) is one flight, and when it reads on after that, it is listening
// for the client's last word and its request.
func (c *conn) Read(p []byte) (int, error) {
	if c.server && c.greeted.Load() {
		c.pace()
	}
	return c.Conn.Read(p)
}

// Write returns when all of p has left the link and the NIC, or a moment before
// (see early). Errors are those of a TCP connection: they wrap net.ErrClosed after
// Close.
func (c *conn) Write(p []byte) (int, error) {
	if len(p) == 0 || !c.paced.Load() {
		c.greeted.Store(true)
		return c.Conn.Write(p)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	for total := 0; ; {
		n, err := c.writePiece(p[total:])
		total += n
		if err != nil || total == len(p) {
			return total, err
		}
	}
}

// writePiece writes the beginning of p, in its time.
func (c *conn) writePiece(p []byte) (int, error) {
	n, leaves := c.link.book(time.Now(), min(len(p), c.nic.most))
	passes, slot := c.nic.book(n)
	woke, err := c.sleepUntil(later(leaves, passes))
	c.link.sent(leaves, woke)
	if err != nil {
		c.nic.cancel(slot)
		return 0, &net.OpError{Op: "write", Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
	}
	return c.Conn.Write(p[:n])
}

// sleepUntil returns when it woke, or at once if t is hardly worth a sleep. Note: a
// deadline does not end it; it is seen when the piece is written.
func (c *conn) sleepUntil(t time.Time) (time.Time, error) {
	now := time.Now()
	if t.Sub(now) <= early {
		return now, nil
	}
	c.timer.Reset(t.Sub(now))
	select {
	case <-c.timer.C:
		return time.Now(), nil
	case <-c.closed:
		c.timer.Stop()
		return now, net.ErrClosed
	}
}

// Close ends the connection; pending calls return.
func (c *conn) Close() error {
	c.closeOnce.Do(func() {
		close(c.closed)
		if c.onClose != nil {
			c.onClose()
		}
	})
	return c.Conn.Close()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
