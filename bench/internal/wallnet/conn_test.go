package wallnet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/nettest"
)

// connect returns the two ends of a TCP connection, both paced.
func connect(n *Network) (client, server net.Conn, err error) {
	l, err := n.listen()
	if err != nil {
		return nil, nil, err
	}
	defer l.Close()
	client, err = n.DialContext(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	server, err = l.Accept()
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	server.(*conn).pace()
	return client, server, nil
}

// pair is connect for a network of its own, closed at the end of the test.
func pair(t *testing.T, cfg Config) (client, server net.Conn) {
	t.Helper()
	n, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return pairOn(t, n)
}

func pairOn(t *testing.T, n *Network) (client, server net.Conn) {
	t.Helper()
	client, server, err := connect(n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// random is n random bytes, the same ones every time.
func random(n int) []byte {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{}).Read(p) // never fails
	return p
}

// carry sends p from one end to the other and returns how long it took until all
// of it was there. Safe for concurrent use.
func carry(t *testing.T, from io.Writer, to io.Reader, p []byte) time.Duration {
	t.Helper()
	start := time.Now()
	sent := make(chan error, 1)
	go func() {
		_, err := from.Write(p)
		sent <- err
	}()
	got := make([]byte, len(p))
	if _, err := io.ReadFull(to, got); err != nil {
		t.Error(err)
	}
	took := time.Since(start)
	if err := <-sent; err != nil {
		t.Error(err)
	}
	if !bytes.Equal(got, p) {
		t.Errorf("%d bytes did not come as they were sent", len(p))
	}
	return took
}

// The contract of net.Conn, over a path without limits and over one where each of
// them delays bytes.
func TestConn(t *testing.T) {
	for name, cfg := range map[string]Config{
		"ideal":  {},
		"narrow": {RTT: 100 * time.Microsecond, ConnRate: 100e6, NICRate: 150e6, Window: 256 << 10, InitialWindow: 14_600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
				n, err := New(cfg)
				if err != nil {
					return nil, nil, nil, err
				}
				client, server, err := connect(n)
				if err != nil {
					return nil, nil, nil, err
				}
				return client, server, func() { client.Close(); server.Close() }, nil
			})
		})
	}
}

// Bytes take no less than size/rate, but for the sleep that is not worth it,
// either way, and both ways at a time.
func TestBytesTakeTheirTime(t *testing.T) {
	t.Parallel()
	const rate, size = 20e6, 1_000_000
	const least = size*time.Second/rate - early
	client, server := pair(t, Config{ConnRate: rate, Window: 256 << 10})
	p := random(size)
	var wg sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		wg.Go(func() {
			if got := carry(t, way[0], way[1], p); got < least {
				t.Errorf("%d bytes took %v; want %v or more", size, got, least)
			}
		})
	}
	wg.Wait()
}

// Connections share the NIC, each way on its own: together they take no less
// than all of their bytes at its rate, but for what it makes up for.
func TestConnectionsShareTheNIC(t *testing.T) {
	t.Parallel()
	const k, size, rate = 4, 500_000, 20e6
	n, err := New(Config{NICRate: rate})
	if err != nil {
		t.Fatal(err)
	}
	p := random(size)
	var down, up sync.WaitGroup
	start := time.Now()
	for range k {
		client, server := pairOn(t, n)
		down.Go(func() { carry(t, server, client, p) })
		up.Go(func() { carry(t, client, server, p) })
	}
	least := k*size*time.Second/rate - oversleep - early
	for name, way := range map[string]*sync.WaitGroup{"down": &down, "up": &up} {
		way.Wait()
		if got := time.Since(start); got < least {
			t.Errorf("%d bytes %s took %v; want %v or more", k*size, name, got, least)
		}
	}
}

// A new connection takes no less than the rounds of slow start, in each direction.
func TestSlowStartTakesItsRounds(t *testing.T) {
	t.Parallel()
	cfg := Config{RTT: 20 * time.Millisecond, Window: 1 << 20, InitialWindow: 14_600}
	client, server := pair(t, cfg)
	p := random(7*cfg.InitialWindow + 1) // a byte more than three rounds carry
	for _, way := range [][2]net.Conn{{server, client}, {client, server}} {
		if got := carry(t, way[0], way[1], p); got < 3*cfg.RTT-early {
			t.Errorf("%d bytes took %v; want 3 round trips of %v, or more", len(p), got, cfg.RTT)
		}
	}
}

// slow takes a second for a byte, so that a Write is blocked for sure.
var slow = Config{ConnRate: 1}

// A Write that waits for its turn ends with Close, and the NIC is not charged.
func TestCloseEndsWrite(t *testing.T) {
	t.Parallel()
	n, err := New(Config{ConnRate: 1, NICRate: 1000}) // more than a second for a packet on the NIC
	if err != nil {
		t.Fatal(err)
	}
	client, _ := pairOn(t, n)
	result := make(chan error)
	for range 2 { // one of them waits for the other
		go func() {
			_, err := client.Write(make([]byte, 10*packetSize))
			result <- err
		}()
	}
	time.Sleep(5 * time.Millisecond) // so that it is likely to be in Write; right all the same if not
	client.Close()
	for range 2 {
		if err := <-result; !errors.Is(err, net.ErrClosed) {
			t.Errorf("Write = %v; want net.ErrClosed", err)
		}
	}
	if got := n.up.limit.Tokens(); got < 0 {
		t.Errorf("the NIC is charged for %v bytes that were never sent", -got)
	}
	if err := client.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("second Close = %v; want net.ErrClosed", err)
	}
}

// A Write that waits for its turn ends at its deadline, set before it or while it
// waits, and the connection can be used again.
func TestDeadlineEndsWrite(t *testing.T) {
	t.Parallel()
	client, _ := pair(t, slow)
	for name, set := range map[string]func(time.Time) error{
		"SetWriteDeadline": client.SetWriteDeadline, "SetDeadline": client.SetDeadline,
	} {
		for _, inWrite := range []bool{false, true} {
			by := time.Now().Add(5 * time.Millisecond)
			if err := set(by); err != nil {
				t.Fatal(err)
			}
			if inWrite {
				by = by.Add(5 * time.Millisecond)
				time.AfterFunc(time.Millisecond, func() { _ = set(by) })
			}
			n, err := client.Write([]byte("x"))
			var timeout net.Error
			if n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
				t.Errorf("%s, moved %v: Write = %d, %v; want os.ErrDeadlineExceeded", name, inWrite, n, err)
			}
		}
		if err := set(time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	client.Close()
	if err := client.SetWriteDeadline(time.Now()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("SetWriteDeadline after Close = %v; want net.ErrClosed", err)
	}
}

// Each of several concurrent Writes stays in one piece.
func TestWritesDoNotMingle(t *testing.T) {
	t.Parallel()
	client, server := pair(t, Config{ConnRate: 100e6, InitialWindow: 14_600, RTT: time.Millisecond})
	const writers, size = 4, 3*pieceSize + 5
	for i := range writers {
		go func() {
			if _, err := client.Write(bytes.Repeat([]byte{byte(i)}, size)); err != nil {
				t.Error(err)
			}
		}()
	}
	p := make([]byte, size)
	for range writers {
		if _, err := io.ReadFull(server, p); err != nil {
			t.Fatal(err)
		}
		if want := bytes.Repeat(p[:1], size); !bytes.Equal(p, want) {
			t.Errorf("a Write of %ds has other bytes in it", p[0])
		}
	}
}

// Without a reader, a part of a window can be written, and several windows cannot.
// The factors leave room for other systems; without the limit it is megabytes.
func TestWindowBoundsWhatIsUnread(t *testing.T) {
	t.Parallel()
	const window = 128 << 10
	for _, way := range []string{"down", "up"} {
		from, server := pair(t, Config{Window: window})
		if way == "down" {
			from = server
		}
		least, err := from.Write(make([]byte, window/4))
		if err != nil {
			t.Fatalf("%s: Write = %d, %v; want a quarter of a window to fit", way, least, err)
		}
		more := make([]byte, 16<<20)
		if err := from.SetWriteDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		n, err := from.Write(more)
		if least+n > 4*window || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: Write = %d, %v without a reader; want a window of %d and the deadline", way, least+n, err, window)
		}
	}
}
