package simnet

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// SegmentSize is how many bytes travel together at most: what net/http hands to a
// connection at a time.
//
// Note: 16 KiB, a full TLS record, is as natural. With the same send buffer it
// moves no reader's copy of 64 MiB by 0.3 %, or by more than one request
// (results/README.md).
const SegmentSize = 32 << 10

// sendBuffer is how many accepted bytes may wait for a connection's link before
// Write blocks. More than one segment keeps the link busy; much more would only be
// copied for nothing when the peer closes early.
const sendBuffer = 4 * SegmentSize

// Config is the path between every client machine and the server.
type Config struct {
	RTT      time.Duration // round trip; half of it each way
	ConnRate int64         // bytes per second, each direction of each connection; 0: unlimited
	NICRate  int64         // bytes per second, each way, of each client machine's NIC; 0: unlimited
	Window   int           // bytes of one direction under way or unread, at most; 0: 1 MiB. Only whole segments of SegmentSize count

	// ConnRateUp and NICRateUp are the rates towards the server, where those differ;
	// 0: as ConnRate and NICRate.
	ConnRateUp, NICRateUp int64

	// InitialWindow is how many bytes each end of a new connection may send before
	// the first acknowledgement; it doubles every round trip up to Window. 0: no
	// slow start.
	InitialWindow int
	// IdleTimeout is after how long without a byte moving or under way, in either
	// direction, the server's end of a connection is closed; 0: never.
	IdleTimeout time.Duration
	// Rest, if set, is called before every event, when everything that the last one
	// caused is finished: it takes no virtual time and delays no goroutine.
	Rest func()
}

// Network is the path and its clock. Make one inside the bubble it is used in.
// Safe for concurrent use.
type Network struct {
	cfg   Config
	clock *clock
	free  [][]byte // memory of segments, for reuse

	listeners map[string]*Listener
	conns     atomic.Uint64 // connections opened, for their keys
	hangUps   atomic.Int64
}

// New returns a network of idle machines. It panics on a negative Config field.
func New(cfg Config) *Network {
	if min(cfg.RTT, cfg.IdleTimeout) < 0 || min(cfg.ConnRate, cfg.NICRate, cfg.ConnRateUp, cfg.NICRateUp) < 0 || min(cfg.Window, cfg.InitialWindow) < 0 {
		panic(fmt.Sprintf("simnet: New: negative value in %+v", cfg))
	}
	if cfg.Window == 0 {
		cfg.Window = 1 << 20
	}
	cfg.ConnRateUp, cfg.NICRateUp = cmp.Or(cfg.ConnRateUp, cfg.ConnRate), cmp.Or(cfg.NICRateUp, cfg.NICRate)
	return &Network{cfg: cfg, clock: newClock(cfg.Rest), listeners: make(map[string]*Listener)}
}

// RTT is the round trip between a client machine and the server.
func (n *Network) RTT() time.Duration { return n.cfg.RTT }

// Events is the number of events so far: while anything moves, it grows.
func (n *Network) Events() int64 { return n.clock.fired.Load() }

// HangUps is the number of connections that Config.IdleTimeout has closed.
func (n *Network) HangUps() int64 { return n.hangUps.Load() }

// Sleep waits d, or until ctx is done. Of sleepers that wake at one instant the
// one with the smaller key is first, and the next one waits until everything that
// it caused is finished. Keys of different sleepers should differ and must not
// depend on the order of the calls: take a hash of the request, or [Conn.Key].
func (n *Network) Sleep(ctx context.Context, key uint64, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	woken := make(chan struct{})
	e := &event{key: key | sleepKey, fire: func(time.Duration) { close(woken) }}
	n.clock.mu.Lock()
	n.clock.schedule(e, n.clock.now()+d)
	n.clock.mu.Unlock()
	select {
	case <-woken:
		return nil
	case <-ctx.Done():
		n.clock.mu.Lock()
		n.clock.cancel(e)
		n.clock.mu.Unlock()
		return ctx.Err()
	}
}

// sleepKey sets the keys of sleepers after those of connections.
const sleepKey = 1 << 63

// buffer returns an empty segment's memory.
func (n *Network) buffer() []byte {
	if last := len(n.free) - 1; last >= 0 {
		b := n.free[last]
		n.free = n.free[:last]
		return b
	}
	return make([]byte, 0, SegmentSize)
}

// recycle takes a segment's memory back.
func (n *Network) recycle(b []byte) {
	n.free = append(n.free, b[:0])
}

// Listener accepts the connections dialled to its address. It implements
// net.Listener.
type Listener struct {
	net     *Network
	addr    Addr
	arrived sync.Cond
	backlog []*Conn
	closed  bool
}

// Listen starts listening on addr, a "host:port". No name is looked up: what
// clients dial must be equal to addr.
func (n *Network) Listen(addr string) (*Listener, error) {
	n.clock.mu.Lock()
	defer n.clock.mu.Unlock()
	if _, taken := n.listeners[addr]; taken {
		return nil, &net.OpError{Op: "listen", Net: "simnet", Addr: Addr(addr), Err: syscall.EADDRINUSE}
	}
	l := &Listener{net: n, addr: Addr(addr)}
	l.arrived.L = &n.clock.mu
	n.listeners[addr] = l
	return l, nil
}

// Accept waits for a connection. After Close its error wraps net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	l.net.clock.mu.Lock()
	defer l.net.clock.mu.Unlock()
	for len(l.backlog) == 0 && !l.closed {
		l.arrived.Wait()
	}
	if l.closed {
		return nil, &net.OpError{Op: "accept", Net: "simnet", Addr: l.addr, Err: net.ErrClosed}
	}
	c := l.backlog[0]
	l.backlog = l.backlog[1:]
	return c, nil
}

// Close stops listening and closes connections that were not accepted.
func (l *Listener) Close() error {
	l.net.clock.mu.Lock()
	defer l.net.clock.mu.Unlock()
	if l.closed {
		return &net.OpError{Op: "close", Net: "simnet", Addr: l.addr, Err: net.ErrClosed}
	}
	l.closed = true
	delete(l.net.listeners, string(l.addr))
	for _, c := range l.backlog {
		c.close()
	}
	l.backlog = nil
	l.arrived.Broadcast()
	return nil
}

// Addr is the address listened on.
func (l *Listener) Addr() net.Addr { return l.addr }

// Addr is a "host:port" on a simulated network.
type Addr string

// Network is "simnet".
func (Addr) Network() string { return "simnet" }

// String is the "host:port".
func (a Addr) String() string { return string(a) }
