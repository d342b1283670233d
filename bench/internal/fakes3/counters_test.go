package fakes3

import (
	"testing"

	"readeratbench/bench/internal/content"
)

// Rule: every request is counted once, under its operation; failures also
// under Errors.
func TestCounters(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, "source", content.Generated(1, 100))
	if got := s.Counters(); got != (Counters{}) {
		t.Fatalf("set-up was counted: %+v", got)
	}
	c := newCaller(t, s)
	c.do("GET", "/bucket/source", nil)
	c.do("GET", "/bucket/source", nil, "Range: bytes=100-") // error
	c.do("GET", "/bucket/none", nil)                        // error
	c.do("HEAD", "/bucket/source", nil)
	c.do("PUT", testPath, []byte("x"))
	c.do("PUT", testPath, []byte("x"), "Content-Encoding: aws-chunked") // error
	id := c.create(testPath)
	etag := c.part(testPath, id, 1, []byte("y"))
	c.part(testPath, id, 2, []byte("y"))
	c.complete(testPath, id, listed{1, etag})
	c.do("DELETE", testPath+"?uploadId="+id, nil) // error
	c.do("GET", "/bucket", nil)
	c.do("DELETE", testPath, nil)
	want := Counters{
		GetObject: 3, HeadObject: 1, PutObject: 2, UploadPart: 2,
		Create: 1, Complete: 1, Abort: 1, Other: 2, Errors: 4,
	}
	if got := s.Counters(); got != want {
		t.Errorf("Counters = %+v; want %+v", got, want)
	}
	if a, b := s.Gets(testBucket, "source"), s.Gets(testBucket, "none"); a != 2 || b != 1 {
		t.Errorf("Gets = %d of source, %d of none; want 2, 1", a, b)
	}
}
