package fakes3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
)

const (
	testBucket = "bucket"
	testKey    = "dir/key"
	testPath   = "/" + testBucket + "/" + testKey

	bufferSize = 32 << 10  // what package objects sends at a time
	blockSize  = 256 << 10 // and stores in
)

// serve puts s on a loopback listener.
func serve(t *testing.T, s *Store, start func(*httptest.Server)) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = s.NewServer()
	start(srv)
	t.Cleanup(srv.Close)
	return srv
}

// A caller does plain HTTP requests to one endpoint.
type caller struct {
	t      testing.TB
	client *http.Client
	base   string
}

func newCaller(t *testing.T, s *Store) caller {
	srv := serve(t, s, (*httptest.Server).Start)
	return caller{t, srv.Client(), srv.URL}
}

// A reply is a response with its body read.
type reply struct {
	*http.Response
	body []byte
}

// do sends a request; header is "Name: value" pairs.
func (c caller) do(method, path string, body []byte, header ...string) reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, h := range header {
		if name, value, ok := strings.Cut(h, ": "); ok {
			req.Header.Add(name, value)
		}
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s %s: body: %v", method, path, err)
	}
	return reply{resp, got}
}

// ok is do for requests that must succeed.
func (c caller) ok(method, path string, body []byte, header ...string) reply {
	c.t.Helper()
	r := c.do(method, path, body, header...)
	if r.StatusCode/100 != 2 {
		c.t.Fatalf("%s %s: %s: %s", method, path, r.Status, r.body)
	}
	return r
}

// code is the S3 error code of the reply.
func (r reply) code() string {
	var e gofakes3.ErrorResponse
	if xml.Unmarshal(r.body, &e) != nil {
		return ""
	}
	return string(e.Code)
}

func (c caller) create(path string) (uploadID string) {
	c.t.Helper()
	var out gofakes3.InitiateMultipartUploadResult
	if err := xml.Unmarshal(c.ok("POST", path+"?uploads", nil).body, &out); err != nil {
		c.t.Fatal(err)
	}
	return string(out.UploadID)
}

func partPath(path, id string, n int) string {
	return fmt.Sprintf("%s?partNumber=%d&uploadId=%s", path, n, id)
}

func (c caller) part(path, id string, n int, body []byte) (etag string) {
	c.t.Helper()
	return c.ok("PUT", partPath(path, id, n), body).Header.Get("ETag")
}

type listed struct {
	n    int
	etag string
}

func (c caller) complete(path, id string, parts ...listed) reply {
	c.t.Helper()
	list := "<CompleteMultipartUpload>"
	for _, p := range parts {
		list += fmt.Sprintf("<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>", p.n, p.etag)
	}
	return c.do("POST", path+"?uploadId="+id, []byte(list+"</CompleteMultipartUpload>"))
}

// upload stores c under path in parts of partSize, the last part first.
func (c caller) upload(path string, src content.Content, partSize int64) reply {
	c.t.Helper()
	id := c.create(path)
	n := int((src.Size() + partSize - 1) / partSize)
	parts := make([]listed, n)
	for i := n - 1; i >= 0; i-- {
		parts[i] = listed{i + 1, c.part(path, id, i+1, bytesOf(c.t, src, int64(i)*partSize, partSize))}
	}
	return c.complete(path, id, parts...)
}

// bytesOf is up to n bytes of src from off on.
func bytesOf(tb testing.TB, src content.Content, off, n int64) []byte {
	tb.Helper()
	b, err := io.ReadAll(io.NewSectionReader(src, off, n))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// A pipeListener is a network in memory, usable in a bubble: wrap may replace
// the server's end.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	wrap  func(net.Conn) net.Conn
}

func listenPipe(wrap func(net.Conn) net.Conn) *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{}), wrap: wrap}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { close(l.done); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

func (l *pipeListener) dial() net.Conn {
	client, server := net.Pipe()
	l.conns <- l.wrap(server)
	return client
}
