package wallnet

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// DialContext opens a TCP connection: one round trip. It fits
// http.Transport.DialContext. Errors wrap that of ctx, or the system's.
func (n *Network) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := n.dial(ctx, network, addr, 1)
	if err != nil {
		return nil, err
	}
	c.pace()
	return c, nil
}

// DialTLSContext opens a TCP connection and shakes hands for TLS 1.3: two round
// trips, and the time that the cryptography takes. It returns a *tls.Conn and fits
// http.Transport.DialTLSContext. Only the certificate of n's own listeners is
// accepted, whatever addr is. Errors wrap that of ctx, the
// system's or the handshake's.
func (n *Network) DialTLSContext(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := n.dial(ctx, network, addr, 2)
	if err != nil {
		return nil, err
	}
	secure := tls.Client(c, n.identity.client)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = c.Close() // of no more interest
		return nil, fmt.Errorf("wallnet: TLS handshake with %s: %w", addr, err)
	}
	c.pace()
	return secure, nil
}

// dial sleeps and then opens a connection, which is counted until it is closed,
// and not paced yet. One sleep for all round trips is late only once.
func (n *Network) dial(ctx context.Context, network, addr string, roundTrips int) (*conn, error) {
	n.dials.Add(1)
	if err := Sleep(ctx, time.Duration(roundTrips)*n.cfg.RTT); err != nil {
		return nil, fmt.Errorf("wallnet: dial %s: %w", addr, err)
	}
	var d net.Dialer
	raw, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, fmt.Errorf("wallnet: %w", err) // it says "dial" and the address
	}
	n.open.Add(1)
	return n.newConn(raw, n.up, func() { n.open.Add(-1) })
}

// Sleep waits for d or until ctx is done, whose error it returns.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return ctx.Err()
	}
}
