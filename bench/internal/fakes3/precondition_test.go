package fakes3

import (
	"strings"
	"testing"

	"readeratbench/bench/internal/content"
)

// Rule: If-Match that names another version is 412 before anything else, and
// the reply has nothing of the object in it.
func TestIfMatch(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 100))
	o, _ := s.Uploaded(testBucket, testKey)
	etag := o.ETag()
	c := newCaller(t, s)
	const stale = `"00112233445566778899aabbccddeeff"`
	for _, tc := range []struct {
		name, ifMatch, rng string
		want               int
	}{
		{"same", etag, "", 200},
		{"same, range", etag, "bytes=1-2", 206},
		{"without quotes", strings.Trim(etag, `"`), "", 200},
		{"any", "*", "", 200},
		{"one of", stale + ", " + etag, "", 200},
		{"stale", stale, "", 412},
		{"stale, range", stale, "bytes=1-2", 412},
		{"stale, range beyond the end", stale, "bytes=200-", 412},
		{"same, range beyond the end", etag, "bytes=200-", 416},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			t.Run(method+" "+tc.name, func(t *testing.T) {
				r := c.do(method, testPath, nil, "If-Match: "+tc.ifMatch, "Range: "+tc.rng)
				if r.StatusCode != tc.want {
					t.Fatalf("status %d; want %d", r.StatusCode, tc.want)
				}
				if tc.want != 412 {
					return
				}
				if h := r.Header.Get("ETag") + r.Header.Get("Content-Range"); h != "" {
					t.Errorf("412 carries the object's headers: %s", h)
				}
				if method == "GET" && r.code() != "PreconditionFailed" {
					t.Errorf("412 body %q; want the code PreconditionFailed", r.body)
				}
			})
		}
	}
}

func TestIfMatchNoObject(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, "other", content.Generated(1, 1))
	if r := newCaller(t, s).do("GET", testPath, nil, `If-Match: "aa"`); r.code() != "NoSuchKey" {
		t.Errorf("If-Match on no object: %s; want NoSuchKey", r.Status)
	}
}
