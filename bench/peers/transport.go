package peers

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	objectURL    = "http://source.invalid/bucket/object"
	etag         = `"a1b2c3d4e5f60718293a4b5c6d7e8f90"`
	lastModified = "Thu, 01 Jan 2026 00:00:00 GMT"
)

// A transport is the HTTP client's view of a Source: HEAD and ranged GET of one
// object, answered as S3 answers them. A stream that cannot be opened is a
// request that failed, as when the connection is refused; a stream that breaks
// is a body that breaks.
type transport struct{ src Source }

var _ http.RoundTripper = transport{}

// RoundTrip makes no copy of anything: the body reads from the source as it is
// read, so the suite sees the peer's own pace.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req.Body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	switch {
	case req.Method != http.MethodGet && req.Method != http.MethodHead:
		return refuse(req, http.StatusMethodNotAllowed, "MethodNotAllowed"), nil
	case !matches(req.Header.Get("If-Match"), etag):
		return refuse(req, http.StatusPreconditionFailed, "PreconditionFailed"), nil
	}
	header := req.Header.Get("Range")
	if !matches(req.Header.Get("If-Range"), etag, lastModified) {
		header = ""
	}
	return t.serve(req, parseRange(header, t.src.Size()))
}

func (t transport) serve(req *http.Request, r byteRange) (*http.Response, error) {
	size := t.src.Size()
	if r.unsatisfiable {
		resp := refuse(req, http.StatusRequestedRangeNotSatisfiable, "InvalidRange")
		resp.Header.Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		return resp, nil
	}
	resp := reply(req, http.StatusOK, r.n)
	if r.partial {
		resp = reply(req, http.StatusPartialContent, r.n)
		resp.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", r.off, r.off+r.n-1, size))
	}
	resp.Header.Set("Accept-Ranges", "bytes")
	resp.Header.Set("Content-Type", "binary/octet-stream")
	resp.Header.Set("ETag", etag)
	resp.Header.Set("Last-Modified", lastModified)
	if req.Method == http.MethodHead || r.n == 0 {
		return resp, nil
	}
	body, err := openBody(req.Context(), t.src, r.off, r.n)
	if err != nil {
		return nil, err
	}
	resp.Body = body
	return resp, nil
}

// matches reports whether a precondition holds: it is absent or names the object.
func matches(header string, validators ...string) bool {
	if header == "" || header == "*" {
		return true
	}
	for _, v := range validators {
		if header == v {
			return true
		}
	}
	return false
}

func reply(req *http.Request, status int, length int64) *http.Response {
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Length": {fmt.Sprint(length)}},
		Body:          http.NoBody,
		ContentLength: length,
		Request:       req,
	}
}

// refuse answers with S3's XML, from which clients take the code.
func refuse(req *http.Request, status int, code string) *http.Response {
	xml := "<Error><Code>" + code + "</Code><Message>" + http.StatusText(status) + "</Message></Error>"
	resp := reply(req, status, int64(len(xml)))
	resp.Header.Set("Content-Type", "application/xml")
	if req.Method != http.MethodHead {
		resp.Body = io.NopCloser(strings.NewReader(xml))
	}
	return resp
}
