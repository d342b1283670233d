package simnet

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A reset comes after what was written, as an error and not as the end; the peer can
// neither read nor write after it.
func TestReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(Config{RTT: 2 * time.Millisecond}).Host(), addr)
		if _, err := server.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := server.Reset(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(client); string(got) != "x" || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("ReadAll = %q, %v; want what was sent, and a reset", got, err)
		}
		time.Sleep(time.Second)
		if _, err := client.Write([]byte("y")); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("Write = %v; want a reset", err)
		}
		if err := server.Reset(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a second Reset = %v; want net.ErrClosed", err)
		}
		client.Close()
	})
}

// A connection that is held is not closed for being idle.
func TestHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{RTT: 2 * time.Millisecond, IdleTimeout: time.Second})
		client, server := connect(t, n.Host(), addr)
		server.Hold()
		time.Sleep(time.Hour)
		if _, err := server.Write([]byte("x")); err != nil || n.HangUps() != 0 {
			t.Errorf("Write after an hour = %v, %d hang-ups; want neither", err, n.HangUps())
		}
		client.Close()
		server.Close()
	})
}
