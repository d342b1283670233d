package simnet

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// The server closes a connection a timeout after the last byte moved on it, and
// the client learns of it half a round trip later.
func TestIdleConnectionIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{RTT: 2 * time.Millisecond, IdleTimeout: 5 * time.Second}
		client, server := connect(t, New(cfg).Host(), addr)
		start := time.Now()
		for _, end := range []*Conn{client, server, client} { // either direction counts
			time.Sleep(3 * time.Second)
			if _, err := end.Write([]byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		last := 9*time.Second + cfg.RTT/2 // when the last byte arrived
		got, err := io.ReadAll(client)
		if string(got) != "x" || err != nil {
			t.Errorf("ReadAll = %q, %v; want what was sent, and the end", got, err)
		}
		want := last + cfg.IdleTimeout + cfg.RTT/2
		if late := time.Since(start) - want; late < 0 || late > 1 { // of two events of one instant, the end is the second
			t.Errorf("closed %v after %v", late, want)
		}
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Read at the server = %v; want net.ErrClosed", err)
		}
		if got := client.net.HangUps(); got != 1 {
			t.Errorf("HangUps = %d; want 1", got)
		}
		client.Close()
	})
}

// A stream that its reader has parked moves nothing once the window is full: the
// server's idle timeout ends it.
func TestParkedStreamEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := path
		cfg.IdleTimeout = 5 * time.Second
		client, server := connect(t, New(cfg).Host(), addr)
		result := send(server, 10<<20)
		if err := <-result; !errors.Is(err, net.ErrClosed) {
			t.Errorf("Write = %v; want net.ErrClosed", err)
		}
		got, err := io.ReadAll(client)
		if len(got) < cfg.Window || len(got) > cfg.Window+sendBuffer || err != nil {
			t.Errorf("ReadAll = %d bytes, %v; want the window's worth and what was accepted beyond it", len(got), err)
		}
		client.Close()
	})
}

// A connection that is closed before is no longer watched.
func TestClosedConnectionIsNotWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{IdleTimeout: time.Second})
		client, server := connect(t, n.Host(), addr)
		client.Close()
		server.Close()
		time.Sleep(time.Minute)
		if got := n.HangUps(); got != 0 {
			t.Errorf("HangUps = %d; want 0: both ends had closed", got)
		}
		n.clock.mu.Lock()
		defer n.clock.mu.Unlock()
		if len(n.clock.queue.events) != 0 {
			t.Errorf("%d events are left in the queue", len(n.clock.queue.events))
		}
	})
}

// Bytes that are on the link, or wait for a slow NIC, are not idle.
func TestSlowConnectionIsNotIdle(t *testing.T) {
	for name, cfg := range map[string]Config{
		"link": {RTT: 2 * time.Millisecond, ConnRate: 64 << 10, IdleTimeout: 100 * time.Millisecond},
		"NIC":  {RTT: 2 * time.Millisecond, NICRate: 64 << 10, IdleTimeout: 100 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, server := connect(t, New(cfg).Host(), addr)
			const size = 1 << 20
			result := send(server, size) // half a second a segment
			if _, err := io.ReadFull(client, make([]byte, size)); err != nil {
				t.Errorf("slow %s: %v", name, err)
			}
			if err := <-result; err != nil {
				t.Errorf("slow %s: Write: %v", name, err)
			}
			client.Close()
			server.Close()
		})
	}
}
