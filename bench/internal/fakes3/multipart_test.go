package fakes3

import (
	"bytes"
	"strings"
	"testing"

	"readeratbench/bench/internal/content"
)

// Rule: parts may arrive in any order and number; the list decides.
func TestMultipartOutOfOrder(t *testing.T) {
	const size = 5*blockSize + 17
	src := content.Generated(1, size)
	s := New(Options{})
	c := newCaller(t, s)
	c.ok("PUT", "/"+testBucket, nil)
	done := c.upload(testPath, src, blockSize+3)
	o, ok := s.Uploaded(testBucket, testKey)
	if !ok || o.Size() != size || o.WrongBytes(src) != 0 {
		t.Fatalf("object there: %v; want %d right bytes", ok, size)
	}
	etag := c.ok("HEAD", testPath, nil).Header.Get("ETag")
	if etag != o.ETag() || !strings.Contains(string(done.body), strings.Trim(etag, `"`)) {
		t.Errorf("ETag %s at HEAD, %s in the store, complete said %s", etag, o.ETag(), done.body)
	}
}

// multipart is an upload under way with parts 1 ("one") and 2 ("two").
func multipart(t *testing.T) (s *Store, c caller, id string, parts [2]listed) {
	s = New(Options{})
	c = newCaller(t, s)
	c.ok("PUT", "/"+testBucket, nil)
	id = c.create(testPath)
	for i, body := range []string{"one", "two"} {
		parts[i] = listed{i + 1, c.part(testPath, id, i+1, []byte(body))}
	}
	return s, c, id, parts
}

// Rule: a part uploaded again replaces the first; its old ETag is refused.
func TestMultipartPartAgain(t *testing.T) {
	_, c, id, parts := multipart(t)
	again := c.part(testPath, id, 1, []byte("uno"))
	if r := c.complete(testPath, id, parts[0], parts[1]); r.code() != "InvalidPart" {
		t.Errorf("complete with the replaced part's ETag: %s; want InvalidPart", r.Status)
	}
	if r := c.complete(testPath, id, listed{1, again}, parts[1]); r.StatusCode != 200 {
		t.Fatalf("complete: %s %s", r.Status, r.body)
	}
	if r := c.ok("GET", testPath, nil); string(r.body) != "unotwo" {
		t.Errorf("object is %q; want unotwo", r.body)
	}
}

// Rule: the same bytes have the same ETag, other bytes another.
func TestPartETag(t *testing.T) {
	_, c, id, parts := multipart(t)
	if again := c.part(testPath, id, 7, []byte("one")); again != parts[0].etag {
		t.Errorf("ETag of the same bytes: %s and %s", again, parts[0].etag)
	}
	if parts[0].etag == parts[1].etag {
		t.Errorf("ETag of other bytes of that length: %s twice", parts[0].etag)
	}
}

func TestMultipartUnlistedPart(t *testing.T) {
	_, c, id, parts := multipart(t)
	if r := c.complete(testPath, id, parts[1]); r.StatusCode != 200 {
		t.Fatalf("complete: %s %s", r.Status, r.body)
	}
	if r := c.ok("GET", testPath, nil); string(r.body) != "two" {
		t.Errorf("object is %q; want two", r.body)
	}
}

// Rule: a list that breaks S3's rules is refused and the upload lives on.
func TestCompleteRefused(t *testing.T) {
	_, c, id, p := multipart(t)
	for _, tc := range []struct {
		name  string
		parts []listed
		code  string
	}{
		{"descending", []listed{p[1], p[0]}, "InvalidPartOrder"},
		{"twice", []listed{p[0], p[0]}, "InvalidPart"},
		{"not uploaded", []listed{p[0], {3, p[1].etag}}, "InvalidPart"},
		{"other etag", []listed{p[0], {2, p[0].etag}}, "InvalidPart"},
		{"empty", nil, "MalformedXML"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if r := c.complete(testPath, id, tc.parts...); r.code() != tc.code {
				t.Errorf("complete: %s %s; want %s", r.Status, r.code(), tc.code)
			}
		})
	}
	if r := c.complete(testPath, id, p[0], p[1]); r.StatusCode != 200 {
		t.Errorf("complete after all that: %s %s", r.Status, r.body)
	}
}

// Rule: after abort or complete the upload is no more, for every operation.
func TestMultipartGone(t *testing.T) {
	for _, end := range []string{"abort", "complete"} {
		t.Run(end, func(t *testing.T) {
			s, c, id, p := multipart(t)
			if end == "abort" {
				c.ok("DELETE", testPath+"?uploadId="+id, nil)
			} else {
				c.complete(testPath, id, p[0], p[1])
			}
			if _, ok := s.Uploaded(testBucket, testKey); ok != (end == "complete") {
				t.Errorf("object there: %v", ok)
			}
			for name, r := range map[string]reply{
				"part":     c.do("PUT", partPath(testPath, id, 3), []byte("three")),
				"complete": c.complete(testPath, id, p[0], p[1]),
				"abort":    c.do("DELETE", testPath+"?uploadId="+id, nil),
			} {
				if r.code() != "NoSuchUpload" {
					t.Errorf("%s: %s; want NoSuchUpload", name, r.Status)
				}
			}
		})
	}
}

// Rule: an upload belongs to its key.
func TestMultipartOtherKey(t *testing.T) {
	_, c, id, _ := multipart(t)
	if r := c.do("PUT", partPath(testPath+"x", id, 1), []byte("x")); r.code() != "NoSuchUpload" {
		t.Errorf("part under another key: %s; want NoSuchUpload", r.Status)
	}
}

// Rule: upload IDs have one length and do not depend on other keys' uploads.
func TestUploadIDs(t *testing.T) {
	ids := func(first string) (out []string) {
		s := New(Options{})
		c := newCaller(t, s)
		c.ok("PUT", "/"+testBucket, nil)
		c.create("/" + testBucket + "/" + first)
		for range 11 {
			out = append(out, c.create(testPath))
		}
		return out
	}
	a, b := ids("a"), ids("zz")
	for i := range a {
		if a[i] != b[i] || len(a[i]) != len(a[0]) || bytes.Count([]byte(strings.Join(a, " ")), []byte(a[i])) != 1 {
			t.Fatalf("upload IDs %q and %q", a, b)
		}
	}
}
