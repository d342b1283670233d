package wallnet

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// No goroutine outlives the tests. They are given time to end: a Close returns
// before the goroutines that were waiting have noticed.
func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	for deadline := time.Now().Add(10 * time.Second); code == 0 && runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			os.Stderr.Write(stacks[:runtime.Stack(stacks, true)])
			code = 1
		}
	}
	os.Exit(code)
}

func TestNewRefusesNegativeFields(t *testing.T) {
	for _, cfg := range []Config{{RTT: -1}, {ConnRate: -1}, {NICRate: -1}, {Window: -1}, {InitialWindow: -1}} {
		if _, err := New(cfg); err == nil || !strings.HasPrefix(err.Error(), "wallnet: new: ") {
			t.Errorf("New(%+v) = %v; want an error", cfg, err)
		}
	}
}

// echo is an HTTPS server on n that sends back what it gets.
func echo(t *testing.T, n *Network) (addr string) {
	t.Helper()
	l, err := n.Listen()
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(body) // the client sees if it fails
	})}
	server.ErrorLog = log.New(io.Discard, "", 0) // some tests break off handshakes
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // http.ErrServerClosed
	}()
	t.Cleanup(func() {
		server.Close()
		<-served
	})
	return l.Addr().String()
}

// A dial takes no less than its round trips, and what it opens is counted until
// its first Close.
func TestDialsTakeRoundTripsAndAreCounted(t *testing.T) {
	t.Parallel()
	cfg := Config{RTT: 10 * time.Millisecond}
	n, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	addr := echo(t, n)
	for i, c := range []struct {
		name string
		dial func(context.Context, string, string) (net.Conn, error)
		want time.Duration
	}{{"TCP", n.DialContext, cfg.RTT}, {"TLS", n.DialTLSContext, 2 * cfg.RTT}} {
		start := time.Now()
		conn, err := c.dial(context.Background(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got < c.want {
			t.Errorf("%s: dial took %v; want %v or more", c.name, got, c.want)
		}
		if n.Dials() != int64(i+1) || n.Open() != 1 {
			t.Errorf("%s: Dials, Open = %d, %d; want %d, 1", c.name, n.Dials(), n.Open(), i+1)
		}
		for range 2 {
			conn.Close()
			if n.Open() != 0 {
				t.Errorf("%s: Open = %d after Close; want 0", c.name, n.Open())
			}
		}
	}
}

func TestDialErrors(t *testing.T) {
	t.Parallel()
	n, err := New(Config{RTT: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	l, err := n.listen() // a port that was free, and where no handshake is answered
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
		cancel()
	}()
	if _, err := n.DialTLSContext(ctx, "tcp", addr); !errors.Is(err, context.Canceled) {
		t.Errorf("TLS dial to a silent server, cancelled = %v; want its context's error", err)
	}
	(<-accepted).Close()
	l.Close()
	for name, dial := range map[string]func(context.Context, string, string) (net.Conn, error){
		"DialContext": n.DialContext, "DialTLSContext": n.DialTLSContext,
	} {
		if _, err := dial(context.Background(), "tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s without a listener = %v; want ECONNREFUSED", name, err)
		}
		if _, err := dial(context.Background(), "tcp", "nowhere"); err == nil || !strings.HasPrefix(err.Error(), "wallnet: dial tcp: address nowhere") {
			t.Errorf("%s without a port = %v; want an error that names the address", name, err)
		}
		if _, err := dial(ctx, "tcp", addr); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), addr) {
			t.Errorf("%s, cancelled = %v; want its context's error and the address", name, err)
		}
	}
	if n.Dials() != 7 || n.Open() != 0 {
		t.Errorf("Dials, Open = %d, %d; want 7, 0", n.Dials(), n.Open())
	}
}

// A dial that is cancelled does not wait for its round trips.
func TestDialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	n, err := New(Config{RTT: 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := n.DialTLSContext(ctx, "tcp", "127.0.0.1:1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("dial = %v; want its context's error", err)
	}
}

// The handshake is a real one: TLS 1.3, HTTP/1.1, and only the network's own
// certificate is trusted.
func TestHandshake(t *testing.T) {
	t.Parallel()
	n, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	addr := echo(t, n)
	c, err := n.DialTLSContext(context.Background(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := c.(*tls.Conn).ConnectionState()
	if s.Version != tls.VersionTLS13 || s.NegotiatedProtocol != "http/1.1" || len(s.VerifiedChains) == 0 || s.DidResume {
		t.Errorf("the handshake came to version %x, protocol %q, %d chains, resumed %v", s.Version, s.NegotiatedProtocol, len(s.VerifiedChains), s.DidResume)
	}
	var untrusted x509.UnknownAuthorityError
	if _, err := other.DialTLSContext(context.Background(), "tcp", addr); !errors.As(err, &untrusted) {
		t.Errorf("dial by a network with another certificate = %v; want x509.UnknownAuthorityError", err)
	}
	if other.Open() != 0 {
		t.Errorf("Open = %d after a handshake that failed; want 0", other.Open())
	}
}

// The handshake's bytes pass freely, in both directions; those after it do not.
// At this rate, a byte takes a second.
func TestHandshakeIsNotPaced(t *testing.T) {
	t.Parallel()
	n, err := New(slow)
	if err != nil {
		t.Fatal(err)
	}
	l, err := n.Listen()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	shaken := make(chan net.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			err = c.(*tls.Conn).Handshake()
		}
		if err != nil {
			t.Error(err)
		}
		shaken <- c
	}()
	// A watchdog: paced, the client's Finished alone would take a minute.
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := n.DialTLSContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]net.Conn{"client": client, "server": <-shaken} {
		if err := c.SetWriteDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: Write after the handshake = %v; want os.ErrDeadlineExceeded", name, err)
		}
		c.(*tls.Conn).NetConn().Close() // TLS would wait five seconds to send its close
	}
}

// net/http's own client and server, with what the SDK's transport has set: the
// protocol is HTTP/1.1, connections are reused, bodies come back as they went, at
// no more than the rate.
func TestHTTP(t *testing.T) {
	t.Parallel()
	cfg := Config{RTT: time.Millisecond, ConnRate: 20e6, NICRate: 60e6, Window: 1 << 20, InitialWindow: 14_600}
	n, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	addr := echo(t, n)
	transport := &http.Transport{DialContext: n.DialContext, DialTLSContext: n.DialTLSContext, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	const callers, requests, size = 4, 2, 600_000
	body := random(size)
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range requests {
				start := time.Now()
				reply, err := client.Post("https://"+addr, "text/plain", bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(reply.Body)
				took := time.Since(start)
				reply.Body.Close()
				if err != nil || !bytes.Equal(got, body) {
					t.Errorf("the reply has %d bytes, error %v; want what was sent", len(got), err)
				}
				if reply.Proto != "HTTP/1.1" || reply.TLS == nil {
					t.Errorf("spoke %s, TLS state %v", reply.Proto, reply.TLS)
				}
				// There, and, once all of it is there, back; each way may be making up
				// for lateness of before.
				if least := 2 * (size*time.Second/20e6 - memory - pause - early); took < least {
					t.Errorf("%d bytes there and back took %v; want %v or more", size, took, least)
				}
			}
		})
	}
	wg.Wait()
	if n.Dials() >= callers*requests || n.Open() < 1 {
		t.Errorf("Dials, Open = %d, %d for %d requests; want connections kept and used again", n.Dials(), n.Open(), callers*requests)
	}
}
