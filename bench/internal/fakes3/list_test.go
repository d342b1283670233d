package fakes3

import (
	"fmt"
	"strings"
	"testing"

	"readeratbench/bench/internal/content"
)

// between lists the texts inside <tag> elements, in order.
func between(xml []byte, tag string) (out []string) {
	for rest := string(xml); ; {
		_, after, ok := strings.Cut(rest, "<"+tag+">")
		if !ok {
			return out
		}
		var text string
		text, rest, _ = strings.Cut(after, "</"+tag+">")
		out = append(out, text)
	}
}

func TestListBucket(t *testing.T) {
	s := New(Options{})
	for _, key := range []string{"b/2", "a", "b/1", "c"} {
		s.PutSource(testBucket, key, content.Generated(1, 5))
	}
	c := newCaller(t, s)
	for _, tc := range []struct{ query, keys string }{
		{"", "[a b/1 b/2 c]"},
		{"?list-type=2", "[a b/1 b/2 c]"},
		{"?prefix=b/", "[b/1 b/2]"},
		{"?delimiter=/", "[a c]"},
		{"?list-type=2&start-after=b/1", "[b/2 c]"},
	} {
		body := c.ok("GET", "/"+testBucket+tc.query, nil).body
		if got := fmt.Sprint(between(body, "Key")); got != tc.keys {
			t.Errorf("list%s: %s; want %s", tc.query, got, tc.keys)
		}
	}
	body := c.ok("GET", "/"+testBucket+"?delimiter=/", nil).body
	// The first prefix is the request's, which gofakes3 repeats.
	if got := fmt.Sprint(between(body, "Prefix")); got != "[ b/]" {
		t.Errorf("common prefixes %s; want [ b/]", got)
	}
}

func TestBuckets(t *testing.T) {
	s := New(Options{})
	c := newCaller(t, s)
	for _, name := range []string{"bbb", "aaa"} {
		c.ok("PUT", "/"+name, nil)
	}
	if r := c.do("PUT", "/aaa", nil); r.code() != "BucketAlreadyExists" {
		t.Errorf("bucket twice: %s", r.Status)
	}
	if got := fmt.Sprint(between(c.ok("GET", "/", nil).body, "Name")); got != "[aaa bbb]" {
		t.Errorf("buckets %s; want [aaa bbb]", got)
	}
	c.ok("PUT", "/aaa/key", []byte("x"))
	if r := c.do("DELETE", "/aaa", nil); r.code() != "BucketNotEmpty" {
		t.Errorf("delete of a full bucket: %s", r.Status)
	}
	c.ok("DELETE", "/bbb", nil)
	if r := c.do("GET", "/bbb/key", nil); r.code() != "NoSuchBucket" {
		t.Errorf("GET in a deleted bucket: %s", r.Status)
	}
}

func TestListUploadsAndParts(t *testing.T) {
	_, c, id, parts := multipart(t)
	early := c.create("/" + testBucket + "/a")
	late := c.create(testPath)
	if got, want := fmt.Sprint(between(c.ok("GET", "/"+testBucket+"?uploads", nil).body, "UploadId")), fmt.Sprint([]string{early, id, late}); got != want {
		t.Errorf("uploads %s; want %s", got, want)
	}
	body := c.ok("GET", testPath+"?uploadId="+id, nil).body
	if got := fmt.Sprint(between(body, "PartNumber")); got != "[1 2]" {
		t.Errorf("parts %s; want [1 2]", got)
	}
	if got, want := between(body, "ETag")[1], strings.ReplaceAll(parts[1].etag, `"`, "&#34;"); got != want {
		t.Errorf("ETag of part 2 %s; want %s", got, want)
	}
	body = c.ok("GET", testPath+"?part-number-marker=1&uploadId="+id, nil).body
	if got := fmt.Sprint(between(body, "PartNumber")); got != "[2]" {
		t.Errorf("parts after 1: %s; want [2]", got)
	}
}
