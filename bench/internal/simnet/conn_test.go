package simnet

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

// path makes mental arithmetic easy: a byte a nanosecond on the
// NIC, a quarter of that on a connection.
var path = Config{RTT: 2 * time.Millisecond, ConnRate: 250e6, NICRate: 1e9, Window: 1 << 20}

const addr = "store:443"

// connect returns the two ends of a connection from h to a listener made for it.
func connect(t testing.TB, h *Host, addr string) (client, server *Conn) {
	t.Helper()
	l, err := h.net.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := h.DialContext(context.Background(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return c.(*Conn), s.(*Conn)
}

// send writes n bytes in the background and returns the channel of its result.
func send(c *Conn, n int) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := c.Write(make([]byte, n))
		done <- err
	}()
	return done
}

// The contract of net.Conn, on real time, over a fast path and over one whose
// window, rate and delay all bind.
func TestConn(t *testing.T) {
	for name, cfg := range map[string]Config{
		"ideal":  {},
		"narrow": {RTT: 100 * time.Microsecond, ConnRate: 100e6, NICRate: 1e9, Window: 4 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				client, server := connect(t, New(cfg).Host(), addr)
				return client, server, func() { client.Close(); server.Close() }, nil
			})
		})
	}
}

// One transfer takes size/rate on the connection, the last segment's time on the
// NIC once the one before it is through, and half a round trip: to the nanosecond.
func TestTransferTime(t *testing.T) {
	for _, size := range []int{1, 1000, SegmentSize, SegmentSize + 1, 3_000_000, 10_000_019} {
		synctest.Test(t, func(t *testing.T) {
			client, server := connect(t, New(path).Host(), addr)
			start := time.Now()
			sent := send(server, size)
			if _, err := io.ReadFull(client, make([]byte, size)); err != nil {
				t.Fatal(err)
			}
			last := (size-1)%SegmentSize + 1
			nic := size * 4 // when the last segment is on the NIC
			if size > last {
				nic = max(nic, 4*(size-last)+SegmentSize)
			}
			got, want := time.Since(start), time.Duration(nic+last)+path.RTT/2
			if got != want {
				t.Errorf("%d bytes took %v; want %v", size, got, want)
			}
			if err := <-sent; err != nil {
				t.Error(err)
			}
			if server.Sent() != int64(size) || server.Written() != int64(size) {
				t.Errorf("Sent, Written = %d, %d; want %d", server.Sent(), server.Written(), size)
			}
			client.Close()
			server.Close()
		})
	}
}

// Eight connections at a quarter of the NIC's rate each share the NIC: from when the
// first segment leaves its link, the NIC is busy until all is through. With a NIC
// each, they do not slow each other down.
func TestTransfersShareTheNIC(t *testing.T) {
	const k, size = 8, 50 * SegmentSize
	for _, c := range []struct {
		name   string
		shared bool
		want   time.Duration
	}{
		{"one NIC", true, 4*SegmentSize + k*size + path.RTT/2},
		{"a NIC each", false, 4*size + SegmentSize + path.RTT/2},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := New(Config{RTT: path.RTT, ConnRate: path.ConnRate, NICRate: path.NICRate, Window: k * size})
			h := n.Host()
			var ends [k][2]*Conn
			for i := range ends {
				if !c.shared {
					h = n.Host()
				}
				ends[i][0], ends[i][1] = connect(t, h, addr)
			}
			start := time.Now()
			done := make(chan error)
			for _, e := range ends {
				send(e[1], size)
				go func() {
					_, err := io.ReadFull(e[0], make([]byte, size))
					done <- err
				}()
			}
			for range ends {
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
			// Those that step aside for another one of the same instant are late by
			// a nanosecond each.
			if late := time.Since(start) - c.want; late < 0 || late >= k {
				t.Errorf("%s: took %v; want %v", c.name, time.Since(start), c.want)
			}
			// The model itself is exact: what it reckons with is when things were due.
			if got := start.Add(c.want - path.RTT/2); !n.clock.epoch.Add(h.down.free).Equal(got) {
				t.Errorf("%s: the last NIC was busy until %v; want %v", c.name, h.down.free, got.Sub(n.clock.epoch))
			}
			for _, e := range ends {
				e[0].Close()
				e[1].Close()
			}
		})
	}
}

// With a window of W bytes, W bytes go a round trip.
func TestWindowBoundsThroughput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rounds = 20
		cfg := Config{RTT: 10 * time.Millisecond, Window: 4 * SegmentSize}
		client, server := connect(t, New(cfg).Host(), addr)
		start := time.Now()
		send(server, rounds*cfg.Window)
		if _, err := io.ReadFull(client, make([]byte, rounds*cfg.Window)); err != nil {
			t.Fatal(err)
		}
		got, want := time.Since(start), cfg.RTT/2+(rounds-1)*cfg.RTT
		if d := got - want; d < 0 || d > rounds*10 {
			t.Errorf("%d windows took %v; want %v, and at most the nanoseconds of stepping aside", rounds, got, want)
		}
		client.Close()
		server.Close()
	})
}

// A peer that reads nothing is sent a window and no more.
func TestUnreadBytesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(path).Host(), addr)
		result := send(server, 10<<20)
		time.Sleep(time.Hour)
		if got := server.Sent(); got != int64(path.Window) {
			t.Errorf("Sent = %d with nothing read; want the window, %d", got, path.Window)
		}
		client.Close()
		if err := <-result; !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("Write after the peer's Close = %v; want ECONNRESET", err)
		}
		server.Close()
	})
}

// What has not left the link when the close arrives is never sent, and the NIC
// is not charged for it.
func TestCloseStopsTheSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(path).Host()
		client, server := connect(t, h, addr)
		result := send(server, 10<<20)
		if _, err := io.ReadFull(client, make([]byte, SegmentSize)); err != nil {
			t.Fatal(err)
		}
		client.Close()
		if err := <-result; !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("Write after the peer's Close = %v; want ECONNRESET", err)
		}
		// The first segment was here after 4 + 1 segment times and RTT/2; the close
		// arrived RTT/2 later: whole segments that came off the link until then.
		onLink := 5*SegmentSize + path.RTT
		want := int64(onLink/(4*SegmentSize)) * SegmentSize
		if got := server.Sent(); got != want {
			t.Errorf("Sent = %d; want %d", got, want)
		}
		if h.down.free > h.net.clock.now() {
			t.Errorf("the NIC is booked until %v, now is %v", h.down.free, h.net.clock.now())
		}
		if _, err := server.Write([]byte("x")); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("a later Write = %v; want ECONNRESET", err)
		}
		server.Close()
		if h.Open() != 0 || h.Dials() != 1 {
			t.Errorf("Open, Dials = %d, %d; want 0, 1", h.Open(), h.Dials())
		}
	})
}

// Close delivers what was written, then the end.
func TestCloseIsOrderly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(path).Host(), addr)
		if _, err := client.Write([]byte("all of it")); err != nil {
			t.Fatal(err)
		}
		client.Close()
		got, err := io.ReadAll(server)
		if string(got) != "all of it" || err != nil {
			t.Errorf("ReadAll = %q, %v; want all of it", got, err)
		}
		server.Close()
	})
}

// Close with bytes unread is a reset: what was still to be sent is dropped.
func TestCloseWithUnreadBytesResets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(path).Host(), addr)
		if _, err := server.Write([]byte("unread")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if _, err := client.Write(make([]byte, 3*SegmentSize)); err != nil {
			t.Fatal(err)
		}
		client.Close()
		if got, err := io.ReadAll(server); len(got) != 0 || err != nil {
			t.Errorf("ReadAll = %d bytes, %v; want none", len(got), err)
		}
		server.Close()
	})
}

func TestHalfClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(path).Host(), addr)
		send(client, 3)
		synctest.Wait()
		if err := client.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(server); len(got) != 3 || err != nil {
			t.Errorf("ReadAll = %d bytes, %v; want 3", len(got), err)
		}
		if _, err := client.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Write after CloseWrite = %v; want net.ErrClosed", err)
		}
		send(server, 5)
		if _, err := io.ReadFull(client, make([]byte, 5)); err != nil {
			t.Errorf("Read after CloseWrite = %v", err)
		}
		client.Close()
		server.Close()
	})
}

// Each of several concurrent Writes stays in one piece.
func TestWritesDoNotMingle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(path).Host(), addr)
		const writers, size = 4, 10 * SegmentSize
		for i := range writers {
			go func() {
				p := make([]byte, size)
				for j := range p {
					p[j] = byte(i)
				}
				if _, err := client.Write(p); err != nil {
					t.Error(err)
				}
			}()
		}
		p := make([]byte, size)
		for range writers {
			if _, err := io.ReadFull(server, p); err != nil {
				t.Fatal(err)
			}
			for j := range p {
				if p[j] != p[0] {
					t.Fatalf("byte %d of a Write of %ds is %d", j, p[0], p[j])
				}
			}
		}
		client.Close()
		server.Close()
	})
}
