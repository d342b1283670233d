package s3source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"readeratbench/strategies"
	"readeratbench/strategies/s3source"
)

const text = "0123456789abcdefghij"

// open starts a store with text and a source over it, and clears the log.
func open(t *testing.T) (*store, *s3source.Source) {
	t.Helper()
	st := &store{object: []byte(text)}
	src, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key")
	if err != nil {
		t.Fatal(err)
	}
	if log := st.log(); !slices.Equal(log, []string{"HEAD  "}) {
		t.Errorf("Open sent %q; want one HEAD", log)
	}
	return st, src
}

// The range asked for is the range on the wire, and one request; none where
// there are no bytes to get.
func TestRanges(t *testing.T) {
	st, src := open(t)
	if got := src.Size(); got != 20 {
		t.Errorf("Size() = %d; want 20", got)
	}
	for _, c := range []struct {
		off, length int64
		header      string // "" for no request
		want        string
	}{
		{0, -1, "bytes=0-", text},
		{15, -1, "bytes=15-", "fghij"},
		{0, 20, "bytes=0-19", text},
		{5, 3, "bytes=5-7", "567"},
		{19, 1, "bytes=19-19", "j"},
		{18, 5, "bytes=18-19", "ij"},
		{18, math.MaxInt64, "bytes=18-19", "ij"},
		{20, -1, "", ""},
		{20, 5, "", ""},
		{5, 0, "", ""},
	} {
		stream, err := src.Open(t.Context(), c.off, c.length)
		if err != nil {
			t.Errorf("Open(%d, %d) = %v; want a stream", c.off, c.length, err)
			continue
		}
		got, err := io.ReadAll(stream)
		stream.Close()
		if string(got) != c.want || err != nil {
			t.Errorf("Open(%d, %d) streams %q, %v; want %q, nil", c.off, c.length, got, err, c.want)
		}
		var want []string
		if c.header != "" {
			want = []string{fmt.Sprintf("GET %s %s", c.header, etagOf([]byte(text)))}
		}
		if log := st.log(); !slices.Equal(log, want) {
			t.Errorf("Open(%d, %d) sent %q; want %q", c.off, c.length, log, want)
		}
	}
}

func TestOffsetsOutside(t *testing.T) {
	st, src := open(t)
	for _, off := range []int64{-1, 21, math.MinInt64, math.MaxInt64} {
		stream, err := src.Open(t.Context(), off, -1)
		if stream != nil || err == nil || !strings.Contains(err.Error(), fmt.Sprintf("byte %d: not in an object of 20 bytes", off)) {
			t.Errorf("Open(%d, -1) = %v, %v; want an error that names offset and size", off, stream, err)
		}
	}
	if log := st.log(); len(log) != 0 {
		t.Errorf("sent %q; want nothing", log)
	}
}

// An object replaced between two calls is an error, and not a mixture of two
// objects, whether or not the store heeds If-Match.
func TestChangedObject(t *testing.T) {
	for _, ignore := range []string{"", "If-Match"} {
		t.Run("ignore="+ignore, func(t *testing.T) {
			st, src := open(t)
			st.ignore = ignore
			r := strategies.NewStateless(src)
			defer r.Close()
			p := make([]byte, 10)
			if n, err := r.ReadAt(p, 0); n != 10 || err != nil {
				t.Fatalf("ReadAt(10 bytes, 0) = %d, %v; want 10, nil", n, err)
			}
			st.put(strings.ToUpper(text))
			if n, err := r.ReadAt(p, 10); n != 0 || !errors.Is(err, s3source.ErrChanged) {
				t.Errorf("ReadAt(10 bytes, 10) = %d, %v; want 0, ErrChanged", n, err)
			}
		})
	}
}

// A body that breaks is resumed with a request for what is missing.
func TestBrokenBodyIsResumed(t *testing.T) {
	for _, s := range strategies.All() {
		st, src := open(t)
		st.drop = func() int { return 7 }
		r := s.New(src)
		p := make([]byte, 20)
		if n, err := r.ReadAt(p, 0); n != 20 || err != nil || string(p) != text {
			t.Errorf("%s: ReadAt(20 bytes, 0) = %d, %v, %q; want 20, nil, %q", s.Name, n, err, p, text)
		}
		etag := etagOf([]byte(text))
		to := "" // those that read on ask for all there is
		if slices.Contains([]string{"stateless", "stateless-locked", "readahead"}, s.Name) {
			to = "19"
		}
		want := []string{"GET bytes=0-" + to + " " + etag, "GET bytes=7-" + to + " " + etag}
		if log := st.log(); !slices.Equal(log, want) {
			t.Errorf("%s sent %q; want %q", s.Name, log, want)
		}
		r.Close()
	}
}

// An object replaced while a body is broken ends the stream at once, whether the
// store knows If-Match or not, and also where the new one ends before the rest of
// the old one begins; no byte of it is handed out.
func TestObjectChangedBehindBrokenBody(t *testing.T) {
	for _, ignore := range []string{"", "If-Match"} {
		for _, replaced := range []string{strings.ToUpper(text), "ABC", text + text} {
			t.Run(fmt.Sprintf("ignore=%s/size=%d", ignore, len(replaced)), func(t *testing.T) {
				st, src := open(t)
				st.ignore = ignore
				st.drop = func() int { st.put(replaced); return 7 }
				stream, err := strategies.Resuming(src).Open(t.Context(), 0, -1)
				if err != nil {
					t.Fatal(err)
				}
				defer stream.Close()
				got, err := io.ReadAll(stream)
				if string(got) != text[:7] || !errors.Is(err, strategies.ErrChanged) || !errors.Is(err, s3source.ErrChanged) {
					t.Errorf("stream = %q, %v; want %q, ErrChanged", got, err, text[:7])
				}
				if log := st.log(); len(log) != 2 {
					t.Errorf("sent %q; want two requests", log)
				}
			})
		}
	}
}

// Every reply that is not what was asked for is refused, and the error names
// what came and what should have.
func TestRepliesRefused(t *testing.T) {
	set := func(key, value string) func(http.Header, *http.Request) {
		return func(h http.Header, _ *http.Request) {
			if h.Set(key, value); value == "" {
				h.Del(key)
			}
		}
	}
	for _, c := range []struct {
		name, ignore string
		edit         func(http.Header, *http.Request)
		got, want    string
		err          error
	}{
		{"other ETag", "", set("ETag", `"other"`), `ETag "other"`, etagOf([]byte(text)), s3source.ErrChanged},
		{"no ETag", "", set("ETag", ""), "ETag none", etagOf([]byte(text)), nil},
		{"weak ETag", "", set("ETag", "W/"+etagOf([]byte(text))), "W/", "weak ETag", nil},
		{"other weak ETag", "", set("ETag", `W/"other"`), `W/"other"`, etagOf([]byte(text)), s3source.ErrChanged},
		{"whole object, 200", "Range", nil, "Content-Range none", "bytes 5-7/20", nil},
		{"other start", "", set("Content-Range", "bytes 4-7/20"), "bytes 4-7/20", "bytes 5-7/20", nil},
		{"other end", "", set("Content-Range", "bytes 5-8/20"), "bytes 5-8/20", "bytes 5-7/20", nil},
		{"other total", "", set("Content-Range", "bytes 5-7/21"), "bytes 5-7/21", "bytes 5-7/20", nil},
		{"shorter", "", set("Content-Length", "2"), "Content-Length 2", "want 3", nil},
		{"no length", "", set("Content-Length", ""), "Content-Length none", "want 3", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, src := open(t)
			st.ignore, st.edit = c.ignore, c.edit
			stream, err := src.Open(t.Context(), 5, 3)
			if err == nil {
				t.Fatalf("Open(5, 3) = %v, nil; want an error", stream)
			}
			for _, part := range []string{"s3source: bucket/key: open bytes 5-7: ", c.got, c.want} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q; want %q in it", err, part)
				}
			}
			if errors.Is(err, s3source.ErrChanged) != (c.err != nil) {
				t.Errorf("error %q wraps ErrChanged: %t; want %t", err, c.err == nil, c.err != nil)
			}
		})
	}
}

// bodyClient passes everything on and tells whether the last body was closed.
type bodyClient struct {
	s3source.Client
	closed bool
}

func (c *bodyClient) GetObject(ctx context.Context, in *s3.GetObjectInput, opts ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
	out, err := c.Client.GetObject(ctx, in, opts...)
	if err == nil {
		c.closed = false
		out.Body = closeSpy{out.Body, c}
	}
	return out, err
}

type closeSpy struct {
	io.ReadCloser
	client *bodyClient
}

func (s closeSpy) Close() error { s.client.closed = true; return s.ReadCloser.Close() }

// A refused reply's body is closed, or its connection would be lost.
func TestRefusedBodyIsClosed(t *testing.T) {
	st := &store{object: []byte(text)}
	client := &bodyClient{Client: serve(t, st)}
	src := s3source.New(client, "bucket", "key", 20, etagOf(st.object))
	for _, wrong := range []string{"ETag", "Content-Range"} {
		st.edit = func(h http.Header, _ *http.Request) { h.Set(wrong, "wrong") }
		if _, err := src.Open(t.Context(), 5, 3); err == nil || !client.closed {
			t.Errorf("wrong %s: Open = %v, body closed %t; want an error, true", wrong, err, client.closed)
		}
	}
}

func TestObjectNotThere(t *testing.T) {
	st := &store{}
	_, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key")
	var notFound *types.NotFound
	if !errors.As(err, &notFound) || !strings.HasPrefix(err.Error(), "s3source: bucket/key: head: ") {
		t.Errorf("Open = %v; want the SDK's NotFound, with bucket and key", err)
	}
}

// Without size and ETag there is no one object to read.
func TestHeadIncomplete(t *testing.T) {
	for _, field := range []string{"ETag", "Content-Length"} {
		st := &store{object: []byte(text)}
		st.edit = func(h http.Header, _ *http.Request) { h.Del(field) }
		if _, err := s3source.Open(t.Context(), serve(t, st), "bucket", "key"); err == nil || !strings.Contains(err.Error(), "none") {
			t.Errorf("Open with no %s in the reply = %v; want an error that says so", field, err)
		}
	}
}

func TestNewPanicsOnMisuse(t *testing.T) {
	for _, c := range []struct {
		size int64
		etag string
	}{{-1, `"x"`}, {20, ""}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("New(size %d, ETag %q) did not panic", c.size, c.etag)
				}
			}()
			s3source.New(nil, "bucket", "key", c.size, c.etag)
		}()
	}
}

// The context reaches the request and the body; the empty stream heeds it too.
func TestCancelledContext(t *testing.T) {
	st, src := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, off := range []int64{0, 20} {
		if _, err := src.Open(ctx, off, -1); !errors.Is(err, context.Canceled) {
			t.Errorf("Open(%d, -1) on a cancelled context = %v; want %v", off, err, context.Canceled)
		}
	}
	stalled := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etagOf(st.object))
		w.Header().Set("Content-Range", "bytes 0-19/20")
		w.Header().Set("Content-Length", "20")
		w.WriteHeader(http.StatusPartialContent)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	src = s3source.New(serve(t, stalled), "bucket", "key", 20, etagOf(st.object))
	ctx, cancel = context.WithCancel(t.Context())
	stream, err := src.Open(ctx, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, stream); !errors.Is(err, context.Canceled) {
		t.Errorf("reading after cancel = %v; want %v", err, context.Canceled)
	}
	stream.Close()
}
