package fakes3

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"readeratbench/bench/internal/content"
)

// get reads a body as far as it comes.
func (c caller) get(path, rng string) (*http.Response, []byte, error) {
	c.t.Helper()
	req, err := http.NewRequest("GET", c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if rng != "" {
		req.Header.Set("Range", rng)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return resp, got, err
}

// Rule: the body chosen ends after so many bytes, all of which arrive, and the
// client can tell; those that are not chosen, or not as long, are whole.
func TestDropBodies(t *testing.T) {
	const size = 3*bufferSize + 5
	src := content.Generated(1, size)
	for _, c := range []struct {
		after  int64
		rng    string
		off, n int64 // of the whole body
		want   int64 // bytes that come
	}{
		{0, "", 0, size, 0},
		{1, "", 0, size, 1},
		{2*bufferSize + 7, "", 0, size, 2*bufferSize + 7},
		{2 * bufferSize, "", 0, size, 2 * bufferSize},
		{size - 1, "", 0, size, size - 1},
		{size, "", 0, size, size},
		{5, "bytes=100-109", 100, 10, 5},
		{10, "bytes=100-109", 100, 10, 10},
		{11, "bytes=100-109", 100, 10, 10},
	} {
		t.Run(fmt.Sprintf("after=%d/range=%s", c.after, c.rng), func(t *testing.T) {
			s := New(Options{})
			s.PutSource(testBucket, testKey, src)
			s.PutSource(testBucket, "other", src)
			s.DropBodies(func(bucket, key string, nth int64) (int64, bool) {
				return c.after, bucket == testBucket && key == testKey && nth == 1
			})
			inBubble(t, s, unwrapped, func(t *testing.T, cl caller) {
				cl.ok("GET", "/bucket/other", nil)
				cl.ok("GET", "/bucket/other", nil)
				for nth := range 3 {
					want, wantErr := c.n, error(nil)
					if nth == 1 && c.want < c.n {
						want, wantErr = c.want, io.ErrUnexpectedEOF
					}
					resp, got, err := cl.get(testPath, c.rng)
					if int64(len(got)) != want || !errors.Is(err, wantErr) || src.Diff(got, c.off) != 0 || resp.ContentLength != c.n {
						t.Errorf("GET %d: %d of %d bytes, right: %t, %v; want %d of %d, true, %v",
							nth, len(got), resp.ContentLength, src.Diff(got, c.off) == 0, err, want, c.n, wantErr)
					}
				}
			})
			if got, want := s.BodySent(testBucket, testKey), 2*c.n+c.want; got != want {
				t.Errorf("BodySent = %d; want %d", got, want)
			}
			if got := s.Gets(testBucket, testKey); got != 3 {
				t.Errorf("%d GETs; want 3", got)
			}
		})
	}
}

// Rule: over real connections as well, where a close could overtake the bytes.
func TestDropBodiesOverTCP(t *testing.T) {
	const size, after = 1 << 20, 700_001
	src := content.Generated(1, size)
	for name, start := range map[string]func(*httptest.Server){"http": (*httptest.Server).Start, "https": (*httptest.Server).StartTLS} {
		s := New(Options{})
		s.PutSource(testBucket, testKey, src)
		s.DropBodies(func(_, _ string, nth int64) (int64, bool) { return after, nth%2 == 0 })
		srv := serve(t, s, start)
		cl := caller{t, srv.Client(), srv.URL}
		for range 10 {
			if _, got, err := cl.get(testPath, ""); len(got) != after || !errors.Is(err, io.ErrUnexpectedEOF) || src.Diff(got, 0) != 0 {
				t.Errorf("%s: %d bytes, %v; want %d, %v", name, len(got), err, after, io.ErrUnexpectedEOF)
			}
			cl.ok("GET", testPath, nil)
		}
	}
}

// Rule: the object may be replaced at that moment; what is being sent is the old one.
func TestReplaceInDropFunc(t *testing.T) {
	const size = 3 * bufferSize
	old, next := content.Generated(1, size), content.Generated(2, size)
	s := New(Options{})
	s.PutSource(testBucket, testKey, old)
	s.DropBodies(func(bucket, key string, nth int64) (int64, bool) {
		if nth == 0 {
			s.PutSource(bucket, key, next)
		}
		return 2 * bufferSize, nth == 0
	})
	inBubble(t, s, unwrapped, func(t *testing.T, cl caller) {
		first, got, _ := cl.get(testPath, "")
		if len(got) != 2*bufferSize || old.Diff(got, 0) != 0 {
			t.Errorf("first GET: %d bytes, right: %t; want %d, true", len(got), old.Diff(got, 0) == 0, 2*bufferSize)
		}
		second, got, err := cl.get(testPath, "")
		if err != nil || len(got) != size || next.Diff(got, 0) != 0 {
			t.Errorf("second GET: %d bytes, %v; want the new object's %d", len(got), err, size)
		}
		if a, b := first.Header.Get("ETag"), second.Header.Get("ETag"); a == b {
			t.Errorf("both have ETag %s", a)
		}
	})
}
