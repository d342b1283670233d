package wallnet

import (
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// early is a wait too short for a sleep, which the runtime may round up to a
// millisecond and more: a request's header would take that long, and 14 kB at 90
// MB/s 1.25 ms instead of 0.16 (measured; larger transfers ended later, too). The
// wait is not lost: the link books the next bytes after these.
const early = 300 * time.Microsecond

// conn is one end of a TCP connection; it writes no faster than the path allows.
// It does not embed *net.TCPConn, whose ReadFrom would bypass the path. Safe for
// concurrent use.
type conn struct {
	net.Conn
	nic       *nic
	paced     atomic.Bool
	server    bool        // this is a server's end: see Read
	greeted   atomic.Bool // it has written its part of the handshake
	writeBy   deadline
	closed    chan struct{}
	closeOnce sync.Once
	onClose   func() // or nil

	writing sync.Mutex // keeps each Write in one piece; guards link and timer
	link    *link
	timer   *time.Timer
}

var _ net.Conn = (*conn)(nil)

func newConn(raw net.Conn, l *link, via *nic, onClose func()) *conn {
	c := &conn{Conn: raw, link: l, nic: via, onClose: onClose, closed: make(chan struct{}), timer: time.NewTimer(time.Hour)}
	c.timer.Stop()
	c.writeBy.moved = make(chan struct{})
	return c
}

// pace begins to delay writes, once the handshake is over.
func (c *conn) pace() { c.paced.Store(true) }

// Read also detects the end of the handshake at a server's end, which net/http
// starts by itself: a server sends one flight in it (TLS 1.3, no tickets), and when
// it reads after that, it waits for the client's Finished and its request.
func (c *conn) Read(p []byte) (int, error) {
	if c.server && c.greeted.Load() {
		c.pace()
	}
	return c.Conn.Read(p)
}

// Write returns when all of p has left the link and the NIC, or slightly before (see
// early). Errors are those of a TCP connection: they wrap net.ErrClosed after
// Close, and os.ErrDeadlineExceeded after the deadline.
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

// writePiece writes the beginning of p when the link and the NIC let it through.
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

// sleepUntil returns when it woke, or at once if t is too close for a sleep.
func (c *conn) sleepUntil(t time.Time) (time.Time, error) {
	for {
		by, moved := c.writeBy.get()
		now := time.Now()
		switch {
		case !by.IsZero() && !now.Before(by):
			return now, os.ErrDeadlineExceeded
		case t.Sub(now) <= early:
			return now, nil
		}
		wake := t
		if !by.IsZero() && by.Before(t) {
			wake = by
		}
		c.timer.Reset(wake.Sub(now))
		select {
		case <-c.timer.C:
		case <-moved:
		case <-c.closed:
			c.timer.Stop()
			return now, net.ErrClosed
		}
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

// SetDeadline sets both deadlines.
func (c *conn) SetDeadline(t time.Time) error {
	if err := c.Conn.SetDeadline(t); err != nil {
		return err
	}
	c.writeBy.set(t)
	return nil
}

// SetWriteDeadline bounds pending and later Writes; the zero time removes it.
func (c *conn) SetWriteDeadline(t time.Time) error {
	if err := c.Conn.SetWriteDeadline(t); err != nil {
		return err
	}
	c.writeBy.set(t)
	return nil
}

// deadline is a time that can be moved while a Write waits for it.
type deadline struct {
	mu    sync.Mutex
	at    time.Time
	moved chan struct{} // closed when at changes
}

func (d *deadline) get() (at time.Time, moved <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at, d.moved
}

func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = t
	close(d.moved)
	d.moved = make(chan struct{})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
