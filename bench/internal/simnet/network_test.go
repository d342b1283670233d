package simnet

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandshakesTakeRoundTrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(path)
		l, err := n.Listen(addr)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		h := n.Host()
		for _, c := range []struct {
			name string
			dial func(context.Context, string, string) (net.Conn, error)
			want time.Duration
		}{{"TCP", h.DialContext, path.RTT}, {"TLS", h.DialTLSContext, 2 * path.RTT}} {
			start := time.Now()
			conn, err := c.dial(context.Background(), "tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Since(start); got != c.want {
				t.Errorf("%s handshake took %v; want %v", c.name, got, c.want)
			}
			conn.Close()
		}
	})
}

func TestDialErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(path).Host()
		if _, err := h.DialContext(context.Background(), "tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dial without a listener = %v; want ECONNREFUSED", err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), path.RTT/2)
		defer cancel()
		if _, err := h.DialContext(ctx, "tcp", addr); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("dial that takes too long = %v; want its context's error", err)
		}
		if h.Open() != 0 || h.Dials() != 2 {
			t.Errorf("Open, Dials = %d, %d; want 0, 2", h.Open(), h.Dials())
		}
	})
}

func TestListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(path)
		l, err := n.Listen(addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Listen(addr); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("second Listen = %v; want EADDRINUSE", err)
		}
		client, err := n.Host().DialContext(context.Background(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if _, err := client.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("Read of a connection that was not accepted = %v; want io.EOF", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept after Close = %v; want net.ErrClosed", err)
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("second Close = %v; want net.ErrClosed", err)
		}
		client.Close()
	})
}

// net/http's own client and server: the first request pays the handshake, the
// second finds the connection.
func TestHTTP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{RTT: 2 * time.Millisecond})
		l, err := n.Listen(addr)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		})}
		go server.Serve(l)
		h := n.Host()
		transport := &http.Transport{DialTLSContext: h.DialTLSContext}
		client := &http.Client{Transport: transport}
		for i, want := range []time.Duration{6 * time.Millisecond, 2 * time.Millisecond} {
			start := time.Now()
			reply, err := client.Post("https://"+addr, "text/plain", strings.NewReader("echo"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(reply.Body)
			if string(body) != "echo" || err != nil {
				t.Errorf("reply %q, %v; want echo", body, err)
			}
			if late := time.Since(start) - want; late < 0 || late > time.Microsecond {
				t.Errorf("request %d took %v; want %v", i, time.Since(start), want)
			}
			synctest.Wait()
		}
		if h.Dials() != 1 {
			t.Errorf("%d connections were opened; want 1", h.Dials())
		}
		transport.CloseIdleConnections()
		server.Close()
	})
}
