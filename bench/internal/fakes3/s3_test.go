package fakes3

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"testing"

	"readeratbench/bench/internal/content"
)

// Rule: a range is answered as S3 does, from a source and from an upload in
// parts alike, with the ETag that HEAD gives.
func TestGetRanges(t *testing.T) {
	const size = 2*blockSize + 1000
	src := content.Generated(1, size)
	all := bytesOf(t, src, 0, size)
	s := New(Options{})
	s.PutSource(testBucket, "source", src)
	c := newCaller(t, s)
	c.upload("/"+testBucket+"/upload", src, blockSize+7)

	cases := []struct {
		rng     string
		status  int
		off, n  int64
		ranging bool
	}{
		{"", 200, 0, size, false},
		{"bytes=0-", 206, 0, size, true},
		{"bytes=0-0", 206, 0, 1, true},
		{"bytes=5-14", 206, 5, 10, true},
		{fmt.Sprintf("bytes=%d-%d", blockSize-3, blockSize+20), 206, blockSize - 3, 24, true},
		{fmt.Sprintf("bytes=%d-", size-1), 206, size - 1, 1, true},
		{"bytes=100-9223372036854775807", 206, 100, size - 100, true},
		{"bytes=-10", 206, size - 10, 10, true},
		{"bytes=-9999999999", 206, 0, size, true},
		{fmt.Sprintf("bytes=%d-", size), 416, 0, 0, false},
		{"bytes=-0", 416, 0, 0, false},
	}
	for _, key := range []string{"/source", "/upload"} {
		path := "/" + testBucket + key
		etag := c.ok("HEAD", path, nil).Header.Get("ETag")
		for _, tc := range cases {
			t.Run(key[1:]+" "+tc.rng, func(t *testing.T) {
				r := c.do("GET", path, nil, "Range: "+tc.rng)
				if r.StatusCode != tc.status {
					t.Fatalf("status %d; want %d", r.StatusCode, tc.status)
				}
				if tc.status == 416 {
					if r.code() != "InvalidRange" {
						t.Errorf("error code %q; want InvalidRange", r.code())
					}
					return
				}
				contentRange := ""
				if tc.ranging {
					contentRange = fmt.Sprintf("bytes %d-%d/%d", tc.off, tc.off+tc.n-1, size)
				}
				if got := r.Header.Get("Content-Range"); got != contentRange {
					t.Errorf("Content-Range %q; want %q", got, contentRange)
				}
				if r.ContentLength != tc.n || r.TransferEncoding != nil {
					t.Errorf("Content-Length %d, encoding %v; want %d, none", r.ContentLength, r.TransferEncoding, tc.n)
				}
				if got := r.Header.Get("ETag"); got != etag || etag == "" {
					t.Errorf("ETag %q; want HEAD's %q", got, etag)
				}
				if !bytes.Equal(r.body, all[tc.off:tc.off+tc.n]) {
					t.Errorf("body of %d bytes differs from the object", len(r.body))
				}
			})
		}
	}
}

func TestHead(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 12345))
	c := newCaller(t, s)
	r := c.ok("HEAD", testPath, nil)
	o, _ := s.Uploaded(testBucket, testKey)
	if r.ContentLength != 12345 || r.Header.Get("ETag") != o.ETag() {
		t.Errorf("HEAD: %d bytes, ETag %s; want 12345, %s", r.ContentLength, r.Header.Get("ETag"), o.ETag())
	}
	if r := c.do("HEAD", testPath+"x", nil); r.StatusCode != 404 {
		t.Errorf("HEAD of no object: %d; want 404", r.StatusCode)
	}
}

// Rule: the store's clock stands still: a moving one changes lengths.
func TestLastModified(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, "source", content.Generated(1, 1))
	c := newCaller(t, s)
	c.ok("PUT", testPath, []byte("x"))
	for _, path := range []string{"/" + testBucket + "/source", testPath} {
		if got, want := c.ok("HEAD", path, nil).Header.Get("Last-Modified"), "Thu, 01 Jan 2026 00:00:00 GMT"; got != want {
			t.Errorf("%s: Last-Modified %s; want %s", path, got, want)
		}
	}
}

// Rule: putting a source again is a new version, so that If-Match sees it.
func TestPutSourceNewETag(t *testing.T) {
	s := New(Options{})
	seen := map[string]bool{}
	for range 3 {
		s.PutSource(testBucket, testKey, content.Generated(1, 10))
		o, _ := s.Uploaded(testBucket, testKey)
		if seen[o.ETag()] {
			t.Fatalf("ETag %s given twice", o.ETag())
		}
		seen[o.ETag()] = true
	}
}

func TestPutObject(t *testing.T) {
	for _, size := range []int{0, 1, blockSize - 1, blockSize, blockSize + 1, 3 * blockSize} {
		t.Run(fmt.Sprintf("size=%d", size), func(t *testing.T) {
			s := New(Options{})
			c := newCaller(t, s)
			c.ok("PUT", "/"+testBucket, nil)
			body := bytesOf(t, content.Generated(2, int64(size)), 0, int64(size))
			put := c.ok("PUT", testPath, body, "X-Amz-Meta-Who: me")
			want := fmt.Sprintf(`"%x"`, md5.Sum(body))
			get := c.ok("GET", testPath, nil)
			if put.Header.Get("ETag") != want || get.Header.Get("ETag") != want {
				t.Errorf("ETag %s at PUT, %s at GET; want %s", put.Header.Get("ETag"), get.Header.Get("ETag"), want)
			}
			if !bytes.Equal(get.body, body) || get.Header.Get("X-Amz-Meta-Who") != "me" {
				t.Errorf("GET: %d bytes, metadata %q; want %d, me", len(get.body), get.Header.Get("X-Amz-Meta-Who"), size)
			}
		})
	}
}

// Rule: a PUT that fails leaves what was there.
func TestPutObjectRefused(t *testing.T) {
	s := New(Options{})
	c := newCaller(t, s)
	c.ok("PUT", "/"+testBucket, nil)
	c.ok("PUT", testPath, []byte("old"))
	otherMD5 := md5.Sum([]byte("else"))
	for _, tc := range []struct{ name, path, header, code string }{
		{"digest", testPath, "Content-MD5: " + base64.StdEncoding.EncodeToString(otherMD5[:]), "BadDigest"},
		{"if none match", testPath, "If-None-Match: *", "PreconditionFailed"},
		{"no bucket", "/nowhere/key", "X-None: 1", "NoSuchBucket"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if r := c.do("PUT", tc.path, []byte("new"), tc.header); r.code() != tc.code {
				t.Errorf("PUT: %s %s; want %s", r.Status, r.code(), tc.code)
			}
			if r := c.ok("GET", testPath, nil); string(r.body) != "old" {
				t.Errorf("object is now %q", r.body)
			}
		})
	}
}

// Rule: a deleted object is gone.
func TestDelete(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 1))
	c := newCaller(t, s)
	c.ok("DELETE", testPath, nil)
	if r := c.do("GET", testPath, nil); r.code() != "NoSuchKey" {
		t.Errorf("GET after DELETE: %s", r.Status)
	}
	c.ok("DELETE", testPath, nil) // nothing there: no harm
}

func TestCreateBucket(t *testing.T) {
	c := newCaller(t, New(Options{}))
	if r := c.do("GET", testPath, nil); r.code() != "NoSuchBucket" {
		t.Errorf("GET in no bucket: %s; want NoSuchBucket", r.Status)
	}
	c.ok("PUT", "/"+testBucket, nil)
	if r := c.do("PUT", "/"+testBucket, nil); r.code() != "BucketAlreadyExists" {
		t.Errorf("bucket twice: %s; want BucketAlreadyExists", r.Status)
	}
}

// Rule: what the store does not do, it refuses and leaves things as they are.
func TestUnsupported(t *testing.T) {
	s, c, id, _ := multipart(t)
	s.PutSource(testBucket, "source", content.Generated(1, 1))
	for _, tc := range []struct{ name, method, path, body, header string }{
		{"list buckets", "GET", "/", "", ""},
		{"list objects", "GET", "/" + testBucket + "?list-type=2", "", ""},
		{"list uploads", "GET", "/" + testBucket + "?uploads", "", ""},
		{"list parts", "GET", testPath + "?uploadId=" + id, "", ""},
		{"copy", "PUT", testPath, "", "X-Amz-Copy-Source: /" + testBucket + "/source"},
		{"delete several", "POST", "/" + testBucket + "?delete", "<Delete><Object><Key>source</Key></Object></Delete>", ""},
		{"delete bucket", "DELETE", "/" + testBucket, "", ""},
	} {
		if r := c.do(tc.method, tc.path, []byte(tc.body), tc.header); r.StatusCode != 501 || r.code() != "NotImplemented" {
			t.Errorf("%s: %s %s; want 501 NotImplemented", tc.name, r.Status, r.body)
		}
	}
	if _, ok := s.Uploaded(testBucket, "source"); !ok {
		t.Error("the object is gone")
	}
}
