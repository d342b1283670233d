package fakes3

import (
	"net/http"
	"testing"
)

func TestIsFramed(t *testing.T) {
	for _, tc := range []struct {
		name, value string
		want        bool
	}{
		{"Content-Encoding", "aws-chunked", true},
		{"Content-Encoding", "AWS-Chunked", true},
		{"Content-Encoding", "gzip, aws-chunked", true},
		{"Content-Encoding", "gzip", false},
		{"X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", true},
		{"X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true},
		{"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD", false},
		{"X-Other", "aws-chunked", false},
	} {
		if got := isFramed(http.Header{tc.name: {tc.value}}); got != tc.want {
			t.Errorf("isFramed(%s: %s) = %v; want %v", tc.name, tc.value, got, tc.want)
		}
	}
}

// Rule: framing never becomes object bytes; the caller is told what to set.
func TestFramedRefused(t *testing.T) {
	s, c, id, _ := multipart(t)
	const body = "3\r\nabc\r\n0\r\n\r\n"
	for name, path := range map[string]string{
		"object": testPath,
		"part":   partPath(testPath, id, 3),
	} {
		r := c.do("PUT", path, []byte(body), "Content-Encoding: aws-chunked")
		if r.StatusCode != 501 || r.code() != "NotImplemented" {
			t.Errorf("%s: %s %s; want 501 NotImplemented", name, r.Status, r.body)
		}
	}
	if _, ok := s.Uploaded(testBucket, testKey); ok {
		t.Error("a framed body was stored")
	}
}
