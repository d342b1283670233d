package wallnet

import (
	"crypto/tls"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// Config is the path between the client machine and the server.
type Config struct {
	RTT      time.Duration // round trip, charged at the dial and between the rounds of slow start
	ConnRate int64         // bytes per second, each direction of each connection; 0: unlimited
	NICRate  int64         // bytes per second, each way, of the client machine's NIC; 0: unlimited

	// Window is how many bytes of one direction the operating system holds, about.
	// It may allow less (on Linux net.core.rmem_max and wmem_max). Below 128 KiB,
	// transfers stall: packets are 64 KiB on loopback. 0: the system's default.
	Window int

	// InitialWindow is how many bytes of one direction are sent in its first round
	// trip. It doubles every round trip. 0: no slow start.
	InitialWindow int
}

// Network is the path, and the client machine at its end. Safe for concurrent use.
type Network struct {
	cfg      Config
	identity *identity
	down, up *nic

	dials atomic.Int64
	open  atomic.Int64
}

// New returns an idle network with a certificate of its own, which only its dials
// trust. It is an error if a field of cfg is negative.
func New(cfg Config) (*Network, error) {
	if cfg.RTT < 0 || cfg.ConnRate < 0 || cfg.NICRate < 0 || cfg.Window < 0 || cfg.InitialWindow < 0 {
		return nil, fmt.Errorf("wallnet: new: a field of %+v is negative; use 0 for what is not to be limited", cfg)
	}
	id, err := newIdentity()
	if err != nil {
		return nil, fmt.Errorf("wallnet: new: make a certificate: %w", err)
	}
	return &Network{cfg: cfg, identity: id, down: newNIC(cfg.NICRate), up: newNIC(cfg.NICRate)}, nil
}

// Dials is the number of connections the client has begun to open.
func (n *Network) Dials() int64 { return n.dials.Load() }

// Open is the number of connections that the client has opened and not closed.
func (n *Network) Open() int64 { return n.open.Load() }

// Listen returns a listener on a free port of 127.0.0.1. What it accepts is a
// *tls.Conn of TLS 1.3 and HTTP/1.1, whose handshake runs when it is first used, as
// net/http's server expects.
func (n *Network) Listen() (net.Listener, error) {
	l, err := n.listen()
	if err != nil {
		return nil, err
	}
	return tls.NewListener(l, n.identity.server), nil
}

// listen is Listen without TLS.
func (n *Network) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("wallnet: %w", err)
	}
	return &listener{Listener: l, net: n}, nil
}

// listener makes the server's ends of connections.
type listener struct {
	net.Listener
	net *Network
}

func (l *listener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err // not wrapped: net/http checks its type
	}
	c, err := l.net.newConn(raw, l.net.down, nil)
	if err != nil {
		return nil, err
	}
	c.server = true
	return c, nil
}

// newConn slows down what is written to raw, once [conn.pace] is called. The result
// owns raw, and calls closed, if that is not nil, when it is closed.
func (n *Network) newConn(raw net.Conn, via *nic, closed func()) (*conn, error) {
	if err := n.limitBuffers(raw.(*net.TCPConn)); err != nil {
		_ = raw.Close() // the other error matters
		return nil, fmt.Errorf("wallnet: set the buffers of a connection for a window of %d bytes: %w", n.cfg.Window, err)
	}
	return newConn(raw, newLink(n.cfg), via, closed), nil
}

// limitBuffers limits the bytes between two ends to about a window, once it was
// called for both.
//
// Note: Linux reserves twice of what is set, for its own bookkeeping, but fills
// nearly all of it with packets as large as on loopback. So a window is a
// quarter at the sender and a quarter at the receiver, each doubled. Measured for
// 64 KiB to 4 MiB: 0.75 to 1.25 windows.
func (n *Network) limitBuffers(c *net.TCPConn) error {
	if n.cfg.Window == 0 {
		return nil
	}
	quarter := max(1, n.cfg.Window/4)
	if err := c.SetReadBuffer(quarter); err != nil {
		return err
	}
	return c.SetWriteBuffer(quarter)
}
