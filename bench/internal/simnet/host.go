package simnet

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"syscall"
	"time"
)

// Host is a client machine: its connections share its NIC, and are counted. Safe
// for concurrent use.
type Host struct {
	net   *Network
	down  line // the NIC, towards the host
	up    line
	dials atomic.Int64
	open  atomic.Int64
}

// Host adds a client machine to the network.
func (n *Network) Host() *Host {
	return &Host{net: n, down: line{rate: n.cfg.NICRate}, up: line{rate: n.cfg.NICRateUp}}
}

// Dials is the number of connections the host has begun to open.
func (h *Host) Dials() int64 { return h.dials.Load() }

// Open is the number of connections that the host has opened and not closed.
func (h *Host) Open() int64 { return h.open.Load() }

// DialContext opens a TCP connection to addr: one round trip. network is ignored.
// It fits http.Transport.DialContext.
func (h *Host) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	return h.dial(ctx, addr, 1)
}

// DialTLSContext opens a connection with the round trips of TCP and of a TLS 1.3
// handshake: two. The connection itself is not encrypted, so the server must not
// expect TLS. It fits http.Transport.DialTLSContext.
func (h *Host) DialTLSContext(ctx context.Context, network, addr string) (net.Conn, error) {
	return h.dial(ctx, addr, 2)
}

func (h *Host) dial(ctx context.Context, addr string, roundTrips int) (net.Conn, error) {
	h.dials.Add(1)
	n := h.net
	id := n.conns.Add(1)
	failed := func(err error) error {
		return &net.OpError{Op: "dial", Net: "simnet", Addr: Addr(addr), Err: err}
	}
	if err := n.Sleep(ctx, id, time.Duration(roundTrips)*n.cfg.RTT); err != nil {
		return nil, failed(err)
	}
	n.clock.mu.Lock()
	defer n.clock.mu.Unlock()
	l := n.listeners[addr]
	if l == nil {
		return nil, failed(syscall.ECONNREFUSED)
	}
	client, server := n.pair(h, id, l.addr)
	h.open.Add(1)
	server.watchIdle()
	l.backlog = append(l.backlog, server)
	l.arrived.Signal()
	return client, nil
}

// pair makes the two ends of a connection from h to the server at addr.
func (n *Network) pair(h *Host, id uint64, addr Addr) (client, server *Conn) {
	local := Addr(fmt.Sprintf("client:%d", id))
	moved := n.clock.now()
	up, down := newHalf(n, id<<4|keyUp, &h.up, &moved), newHalf(n, id<<4|keyDown, &h.down, &moved)
	up.link.rate = n.cfg.ConnRateUp
	client = &Conn{net: n, key: id, rx: down, tx: up, local: local, remote: addr, host: h}
	server = &Conn{net: n, key: id, rx: up, tx: down, local: addr, remote: local}
	return client, server
}
