package fakes3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/latency"
)

// inBubble runs f against s in virtual time, over connections in memory.
func inBubble(t *testing.T, s *Store, wrap func(net.Conn) net.Conn, f func(t *testing.T, c caller)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := listenPipe(wrap)
		srv := s.NewServer()
		go srv.Serve(l)
		defer srv.Close()
		tr := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return l.dial(), nil }}
		defer tr.CloseIdleConnections()
		f(t, caller{t, &http.Client{Transport: tr}, "http://store"})
	})
}

func unwrapped(c net.Conn) net.Conn { return c }

const (
	firstByte = 30 * time.Millisecond
	control   = 7 * time.Millisecond
	putAck    = 100 * time.Millisecond
)

var latencies = Latency{
	GetFirstByte: latency.Constant(firstByte),
	Control:      latency.Constant(control),
	PutAck:       latency.Constant(putAck),
}

// Rule: each answer takes its operation's latency, exactly, errors too.
func TestLatency(t *testing.T) {
	s := New(Options{Latency: latencies})
	s.PutSource(testBucket, testKey, content.Generated(1, 1000))
	inBubble(t, s, unwrapped, func(t *testing.T, c caller) {
		id := c.create("/bucket/up")
		etag := c.part("/bucket/up", id, 1, []byte("x"))
		for _, tc := range []struct {
			name string
			want time.Duration
			do   func() reply
		}{
			{"get", firstByte, func() reply { return c.do("GET", testPath, nil) }},
			{"get range", firstByte, func() reply { return c.do("GET", testPath, nil, "Range: bytes=5-9") }},
			{"get nothing", firstByte, func() reply { return c.do("GET", testPath+"x", nil) }},
			{"get stale", firstByte, func() reply { return c.do("GET", testPath, nil, `If-Match: "aa"`) }},
			{"head", control, func() reply { return c.do("HEAD", testPath, nil) }},
			{"create", control, func() reply { return c.do("POST", "/bucket/other?uploads", nil) }},
			{"part", putAck, func() reply { return c.do("PUT", partPath("/bucket/up", id, 2), []byte("y")) }},
			{"complete", control, func() reply { return c.complete("/bucket/up", id, listed{1, etag}) }},
			{"put", putAck, func() reply { return c.do("PUT", "/bucket/put", []byte("z")) }},
			{"put nowhere", putAck, func() reply { return c.do("PUT", "/nowhere/put", []byte("z")) }},
			{"put framed", putAck, func() reply { return c.do("PUT", "/bucket/f", []byte("z"), "Content-Encoding: aws-chunked") }},
			{"delete", control, func() reply { return c.do("DELETE", "/bucket/put", nil) }},
			{"list", control, func() reply { return c.do("GET", "/bucket", nil) }},
		} {
			start := time.Now()
			tc.do()
			if got := time.Since(start); got != tc.want {
				t.Errorf("%s took %v; want %v", tc.name, got, tc.want)
			}
		}
	})
}

// slowBody takes delay before each of its chunks, of a size that no buffer
// holds back.
type slowBody struct {
	chunks int
	delay  time.Duration
}

const slowChunk = 8 << 10

func (b *slowBody) Read(p []byte) (int, error) {
	if b.chunks == 0 {
		return 0, io.EOF
	}
	time.Sleep(b.delay)
	b.chunks--
	return min(len(p), slowChunk), nil
}

// Rule: PutAck counts from the last body byte, also when the store has no use
// for the body.
func TestPutAckAfterBody(t *testing.T) {
	s := New(Options{Latency: latencies})
	s.PutSource(testBucket, testKey, content.Generated(1, 1))
	inBubble(t, s, unwrapped, func(t *testing.T, c caller) {
		for _, path := range []string{"/bucket/put", "/nowhere/put"} {
			req, _ := http.NewRequest("PUT", c.base+path, &slowBody{chunks: 5, delay: time.Second})
			req.ContentLength = 5 * slowChunk
			start := time.Now()
			resp, err := c.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if got, want := time.Since(start), 5*time.Second+putAck; got != want {
				t.Errorf("PUT %s took %v; want %v", path, got, want)
			}
		}
	})
}

// Rule: Options.Sleep is the only clock, is asked once a request, and not for
// nothing.
func TestSleepOption(t *testing.T) {
	var slept []time.Duration
	s := New(Options{
		Latency: Latency{GetFirstByte: latency.Constant(time.Hour), PutAck: latency.Constant(2 * time.Hour)},
		Sleep: func(_ context.Context, d time.Duration) error {
			slept = append(slept, d)
			return nil
		},
	})
	s.PutSource(testBucket, testKey, content.Generated(1, 1))
	for _, method := range []string{"GET", "HEAD", "PUT"} {
		r := httptest.NewRequest(method, testPath, strings.NewReader("x"))
		r.Header.Set("Content-Length", "1")
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := fmt.Sprint(slept); got != "[1h0m0s 2h0m0s]" {
		t.Errorf("slept %s; want [1h0m0s 2h0m0s]", got)
	}
}

// Rule: a client that leaves before it is answered gets no answer, not a 200.
func TestClientGoneBeforeAnswer(t *testing.T) {
	s := New(Options{Latency: latencies})
	s.PutSource(testBucket, testKey, content.Generated(1, 10))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	defer func() {
		if e, _ := recover().(error); !errors.Is(e, http.ErrAbortHandler) {
			t.Errorf("ServeHTTP panicked with %v; want http.ErrAbortHandler", e)
		}
		if w.Body.Len() > 0 || w.Flushed {
			t.Errorf("answered %d bytes, flushed %v", w.Body.Len(), w.Flushed)
		}
	}()
	s.ServeHTTP(w, httptest.NewRequest("GET", testPath, nil).WithContext(ctx))
}

// Rule: the same requests give the same bytes on the wire, with nothing in
// them whose length could vary.
func TestRepliesRepeat(t *testing.T) {
	run := func() string {
		var wire bytes.Buffer
		s := New(Options{Latency: latencies})
		inBubble(t, s, func(c net.Conn) net.Conn { return &tappedConn{Conn: c, tap: &wire} }, func(t *testing.T, c caller) {
			src := content.Generated(1, 3*blockSize)
			s.PutSource(testBucket, "source", src)
			c.upload(testPath, src, blockSize)
			c.do("GET", testPath, nil, "Range: bytes=7-77")
			c.do("GET", "/bucket/source", nil, "Range: bytes=999999999-")
			c.do("HEAD", testPath, nil)
			c.do("GET", "/bucket", nil)
			c.do("GET", "/", nil)
		})
		return wire.String()
	}
	first, second := run(), run()
	if first != second || len(first) < 2000 {
		t.Errorf("two runs differ: %d and %d bytes", len(first), len(second))
	}
}

type tappedConn struct {
	net.Conn
	tap *bytes.Buffer
}

func (c *tappedConn) Write(p []byte) (int, error) {
	c.tap.Write(p)
	return c.Conn.Write(p)
}

func ExampleNew() {
	s := New(Options{})
	s.PutSource("bucket", "key", content.FromBytes([]byte("a blob")))
	srv := httptest.NewServer(s)
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/bucket/key")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Printf("%s: %s\n", resp.Status, body)
	// Output: 200 OK: a blob
}

// Rule: an object's handle does not read another object's memory.
func TestObjectAfterRemovePanics(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 10))
	o, _ := s.Uploaded(testBucket, testKey)
	s.Remove(testBucket, testKey)
	s.Remove(testBucket, testKey) // nothing there: no harm
	if _, ok := s.Uploaded(testBucket, testKey); ok {
		t.Error("object still there after Remove")
	}
	defer func() {
		if recover() == nil {
			t.Error("WrongBytes after Remove did not panic")
		}
	}()
	o.WrongBytes(content.Generated(1, 10))
}

func ExampleStore_Uploaded() {
	s := New(Options{})
	s.PutSource("bucket", "key", content.FromBytes([]byte("blob")))
	o, _ := s.Uploaded("bucket", "key")
	fmt.Println(o.Size(), o.WrongBytes(content.FromBytes([]byte("blot!"))))
	// Output: 4 2
}
