package fakes3

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"

	"readeratbench/bench/internal/content"
)

// A meteredPipe is the server's end of a connection on which bytes leave when
// the test says so.
type meteredPipe struct {
	net.Conn
	mu      sync.Mutex
	writes  []int // lengths, in order
	written int64
	sent    int64
}

func (c *meteredPipe) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes = append(c.writes, n)
	c.written += int64(n)
	return n, err
}

func (c *meteredPipe) Written() int64 { c.mu.Lock(); defer c.mu.Unlock(); return c.written }
func (c *meteredPipe) Sent() int64    { c.mu.Lock(); defer c.mu.Unlock(); return c.sent }

func (c *meteredPipe) setSent(n int) { c.mu.Lock(); defer c.mu.Unlock(); c.sent = int64(n) }

var _ meteredConn = (*meteredPipe)(nil)

// Rule: every GET of an object is counted, also one that fails, and nothing
// else is.
func TestGets(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, "source", content.Generated(1, 100))
	c := newCaller(t, s)
	c.do("GET", "/bucket/source", nil)
	c.do("GET", "/bucket/source", nil, "Range: bytes=100-")
	c.do("GET", "/bucket/none", nil)
	c.do("HEAD", "/bucket/source", nil)
	c.do("PUT", "/bucket/put", []byte("x"))
	for key, want := range map[string]int64{"source": 2, "none": 1, "put": 0} {
		if got := s.Gets(testBucket, key); got != want {
			t.Errorf("Gets of %s = %d; want %d", key, got, want)
		}
	}
}

// Rule: BodySent is the part of each body that has left the link: the header
// and what the link still holds do not count.
func TestBodySent(t *testing.T) {
	const size = 3 * bufferSize
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, size))
	var conn *meteredPipe
	inBubble(t, s, func(c net.Conn) net.Conn { conn = &meteredPipe{Conn: c}; return conn }, func(t *testing.T, c caller) {
		c.ok("GET", testPath, nil)
		c.ok("HEAD", testPath, nil)
		c.ok("GET", testPath, nil, "Range: bytes=0-99")
		synctest.Wait()
		// header, three buffers, HEAD, header, body
		if len(conn.writes) != 7 || conn.writes[1] != bufferSize || conn.writes[6] != 100 {
			t.Fatalf("writes on the connection: %v; want the header by itself, then the body", conn.writes)
		}
		header, all := conn.writes[0], int(conn.written)
		for _, tc := range []struct {
			name string
			left int
			want int64
		}{
			{"nothing", 0, 0},
			{"half the header", header / 2, 0},
			{"header", header, 0},
			{"one byte", header + 1, 1},
			{"first body", header + size, size},
			{"the head after it", header + size + 10, size},
			{"all but three", all - 3, size + 97},
			{"all", all, size + 100},
		} {
			conn.setSent(tc.left)
			if got := s.BodySent(testBucket, testKey); got != tc.want {
				t.Errorf("%s left: BodySent = %d; want %d", tc.name, got, tc.want)
			}
		}
	})
}

// Rule: without a metered connection the bytes written count; errors have no
// body of the object's.
func TestBodySentPlain(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 1000))
	c := newCaller(t, s)
	c.do("GET", testPath, nil)
	c.do("GET", testPath, nil, "Range: bytes=1-10")
	c.do("GET", testPath, nil, "Range: bytes=1000-")
	c.do("GET", testPath, nil, `If-Match: "aa"`)
	c.do("HEAD", testPath, nil)
	if got := s.BodySent(testBucket, testKey); got != 1010 {
		t.Errorf("BodySent = %d; want 1010", got)
	}
	if got := s.BodySent(testBucket, "other"); got != 0 {
		t.Errorf("BodySent of an object nobody read = %d", got)
	}
}

// Rule: a reader that closes early ends the body and logs nothing; gofakes3's
// XML does not follow the bytes, and the next request finds the store whole.
func TestEarlyClose(t *testing.T) {
	const size = 64 * bufferSize
	src := content.Generated(1, size)
	s := New(Options{})
	s.PutSource(testBucket, testKey, src)
	var log, wire bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		l := listenPipe(func(c net.Conn) net.Conn { return &tappedConn{Conn: c, tap: &wire} })
		srv := s.NewServer()
		srv.ErrorLog.SetOutput(&log)
		go srv.Serve(l)
		defer srv.Close()
		conn := l.dial()
		io.WriteString(conn, "GET "+testPath+" HTTP/1.1\r\nHost: store\r\n\r\n")
		if _, err := io.CopyN(io.Discard, conn, 10*bufferSize); err != nil {
			t.Fatal(err)
		}
		conn.Close()
		synctest.Wait()
	})
	if log.Len() > 0 {
		t.Errorf("logged: %s", log.String())
	}
	_, body, _ := bytes.Cut(wire.Bytes(), []byte("\r\n\r\n"))
	if n := src.Diff(body, 0); n != 0 || len(body) > 12*bufferSize {
		t.Errorf("body of %d bytes has %d that are not the object's", len(body), n)
	}
	if got := s.BodySent(testBucket, testKey); got < 9*bufferSize || got > 11*bufferSize {
		t.Errorf("BodySent = %d; want what the client took, about %d", got, 10*bufferSize)
	}
}

// failingWriter is a client that is gone after some bytes.
type failingWriter struct {
	discard
	left   int
	failed bool
	after  int // bytes offered after the failure
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.failed {
		w.after += len(p)
	}
	if w.failed = w.failed || len(p) > w.left; w.failed {
		return 0, io.ErrClosedPipe
	}
	w.left -= len(p)
	return w.discard.Write(p)
}

// Rule: the first write error is the last write.
func TestNothingAfterWriteError(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 10*bufferSize))
	w := &failingWriter{discard: discard{header: http.Header{}}, left: 2 * bufferSize}
	s.ServeHTTP(w, httptest.NewRequest("GET", testPath, nil))
	if !w.failed || w.after != 0 || w.n != 2*bufferSize {
		t.Errorf("failed %v, %d bytes before, %d after; want true, %d, 0", w.failed, w.n, w.after, 2*bufferSize)
	}
	if got := s.BodySent(testBucket, testKey); got != 2*bufferSize {
		t.Errorf("BodySent = %d; want %d", got, 2*bufferSize)
	}
}

// Rule: an object removed while it is sent is sent to its end.
func TestRemoveWhileSending(t *testing.T) {
	const size = 4 * blockSize
	src := content.Generated(1, size)
	s := New(Options{})
	s.PutSource(testBucket, "other", content.Generated(9, 1))
	inBubble(t, s, unwrapped, func(t *testing.T, c caller) {
		c.upload(testPath, src, blockSize)
		resp, err := c.client.Get(c.base + testPath)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		s.Remove(testBucket, testKey)
		c.upload(testPath, content.Generated(2, size), blockSize) // takes blocks from the pool
		got, err := io.ReadAll(resp.Body)
		if n := src.Diff(got, 0); len(got) != size || n != 0 || err != nil {
			t.Errorf("%d bytes, %d wrong, %v; want %d, 0, nil", len(got), n, err, size)
		}
	})
}
