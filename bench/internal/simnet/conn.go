package simnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Conn is one end of a connection. It implements net.Conn; all methods are safe
// for concurrent use.
type Conn struct {
	net           *Network
	key           uint64
	rx, tx        *half
	local, remote Addr
	host          *Host // of the client's end, else nil

	closed          bool
	writing         bool // a Write is under way: writes do not mingle
	readBy, writeBy deadline
	idles           event // of the server's end
}

var _ net.Conn = (*Conn)(nil)

// Key identifies the connection, the same at both ends; see [Network.Sleep].
func (c *Conn) Key() uint64 { return c.key }

// Written is the number of bytes that Write has accepted.
func (c *Conn) Written() int64 {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	return c.tx.written
}

// Sent is the number of bytes that have left this end's link. Those accepted but
// not sent when the peer's close arrives are never sent.
func (c *Conn) Sent() int64 {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	return c.tx.sent
}

// Read waits for at least one byte and returns what has arrived. After the peer's
// end it is io.EOF, after Close an error that wraps net.ErrClosed, after the
// deadline one that wraps os.ErrDeadlineExceeded.
func (c *Conn) Read(p []byte) (int, error) {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	for {
		switch {
		case c.closed:
			return 0, c.failed("read", net.ErrClosed)
		case c.readBy.past():
			return 0, c.failed("read", os.ErrDeadlineExceeded)
		case len(p) == 0:
			return 0, nil
		case c.rx.inbox.len() > 0:
			return c.rx.read(p, c.net.clock.now()), nil
		case c.rx.ended && c.rx.reset:
			return 0, c.failed("read", syscall.ECONNRESET)
		case c.rx.ended:
			return 0, io.EOF
		}
		c.rx.readable.Wait()
	}
}

// Write returns when all of p is accepted. Errors are those of Read, and one
// that wraps syscall.ECONNRESET when the peer has closed.
func (c *Conn) Write(p []byte) (int, error) {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	for c.writing {
		if err := c.cannotWrite(); err != nil {
			return 0, c.failed("write", err)
		}
		c.tx.writable.Wait()
	}
	c.writing = true
	defer func() {
		c.writing = false
		c.tx.writable.Broadcast()
	}()
	for total := 0; ; {
		if err := c.cannotWrite(); err != nil {
			return total, c.failed("write", err)
		}
		total += c.tx.accept(p[total:], c.net.clock.now())
		if total == len(p) {
			return total, nil
		}
		c.tx.writable.Wait()
	}
}

func (c *Conn) cannotWrite() error {
	switch {
	case c.closed:
		return net.ErrClosed
	case c.writeBy.past():
		return os.ErrDeadlineExceeded
	case c.tx.refused != nil:
		return c.tx.refused
	case c.tx.finished:
		return net.ErrClosed
	}
	return nil
}

// CloseWrite ends the stream to the peer; reading continues.
func (c *Conn) CloseWrite() error {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	if c.closed {
		return c.failed("close", net.ErrClosed)
	}
	c.tx.finish(c.net.clock.now())
	c.tx.writable.Broadcast()
	return nil
}

// Close ends the connection; pending calls return. What was written is still
// sent, unless bytes have arrived that were not read: then it is a reset.
func (c *Conn) Close() error {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	if c.closed {
		return c.failed("close", net.ErrClosed)
	}
	c.close()
	return nil
}

// Reset ends the connection as Close does, but for the peer: after what was written,
// its reads fail with syscall.ECONNRESET instead of io.EOF.
func (c *Conn) Reset() error {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	if c.closed {
		return c.failed("reset", net.ErrClosed)
	}
	c.tx.reset = true
	c.close()
	return nil
}

// Hold keeps the server's end open from now on, however long nothing moves.
func (c *Conn) Hold() {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	c.net.clock.cancel(&c.idles)
}

// watchIdle closes the connection when nothing has moved on it for IdleTimeout.
func (c *Conn) watchIdle() {
	timeout := c.net.cfg.IdleTimeout
	if timeout == 0 {
		return
	}
	c.idles.key = c.key<<4 | keyIdle
	c.idles.fire = func(now time.Duration) {
		end := *c.tx.moved + timeout
		if c.tx.underWay() || c.rx.underWay() { // not idle, however slow
			end = now + timeout
		}
		if end > now {
			c.net.clock.schedule(&c.idles, end)
			return
		}
		c.net.hangUps.Add(1)
		c.close()
	}
	c.net.clock.schedule(&c.idles, *c.tx.moved+timeout)
}

func (c *Conn) close() {
	now := c.net.clock.now()
	c.closed = true
	c.net.clock.cancel(&c.idles)
	if c.host != nil {
		c.host.open.Add(-1)
	}
	c.net.clock.cancel(&c.readBy.expires)
	c.net.clock.cancel(&c.writeBy.expires)
	if unread := c.rx.stopReading(now); unread {
		c.tx.stopSending(net.ErrClosed)
		c.tx.finished = false // the reset takes the place of an orderly end
	}
	c.tx.finish(now)
	c.tx.writable.Broadcast()
}

// LocalAddr is this end's address, a simnet Addr.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	return c.setDeadlines(t, true, true)
}

// SetReadDeadline bounds pending and later Reads; the zero time removes it.
func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.setDeadlines(t, true, false)
}

// SetWriteDeadline bounds pending and later Writes.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	return c.setDeadlines(t, false, true)
}

func (c *Conn) setDeadlines(t time.Time, read, write bool) error {
	c.net.clock.mu.Lock()
	defer c.net.clock.mu.Unlock()
	if c.closed {
		return c.failed("set", net.ErrClosed)
	}
	if read {
		c.readBy.set(c.net.clock, t, &c.rx.readable, c.rx.key|keyReadBy)
	}
	if write {
		c.writeBy.set(c.net.clock, t, &c.tx.writable, c.tx.key|keyWriteBy)
	}
	return nil
}

func (c *Conn) failed(op string, err error) error {
	return &net.OpError{Op: op, Net: "simnet", Source: c.local, Addr: c.remote, Err: err}
}

// deadline wakes pending calls when its time has come.
type deadline struct {
	at      time.Time
	expires event
}

func (d *deadline) past() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *deadline) set(c *clock, t time.Time, waiters *sync.Cond, key uint64) {
	d.at = t
	c.cancel(&d.expires)
	if !t.IsZero() {
		d.expires.key = key
		d.expires.fire = func(time.Duration) { waiters.Broadcast() }
		if wait := time.Until(t); wait > 0 {
			c.schedule(&d.expires, c.now()+wait)
		}
	}
	waiters.Broadcast()
}
