package fakes3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"readeratbench/bench/internal/content"
)

const (
	benchPart  = 5 << 20
	benchParts = 12 // 60 MiB
)

// handlers are the store and, to show what its backend saves, gofakes3 with
// the backend that comes with it.
func handlers() map[string]func() http.Handler {
	return map[string]func() http.Handler{
		"fakes3": func() http.Handler { return New(Options{}) },
		"s3mem": func() http.Handler {
			return gofakes3.New(s3mem.New(), gofakes3.WithTimeSkewLimit(0)).Server()
		},
	}
}

// A discard is a ResponseWriter that costs nothing per byte.
type discard struct {
	header http.Header
	n      int64
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(int)     {}
func (d *discard) Flush()              {}
func (d *discard) Write(p []byte) (int, error) {
	d.n += int64(len(p))
	return len(p), nil
}

// uploadOnce is one multipart upload of parts × part, without a network.
func uploadOnce(tb testing.TB, h http.Handler, part []byte) {
	do := func(method, query string, body []byte) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/dest/copy"+query, bytes.NewReader(body))
		r.Header.Set("Content-Length", fmt.Sprint(len(body)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			tb.Fatalf("%s %s: %d %s", method, query, w.Code, w.Body)
		}
		return w
	}
	var created gofakes3.InitiateMultipartUploadResult
	if err := xml.Unmarshal(do("POST", "?uploads", nil).Body.Bytes(), &created); err != nil {
		tb.Fatal(err)
	}
	id := "uploadId=" + string(created.UploadID)
	list := "<CompleteMultipartUpload>"
	for n := 1; n <= benchParts; n++ {
		w := do("PUT", fmt.Sprintf("?partNumber=%d&%s", n, id), part)
		list += fmt.Sprintf("<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>", n, w.Header().Get("ETag"))
	}
	do("POST", "?"+id, []byte(list+"</CompleteMultipartUpload>"))
}

// BenchmarkUploadPart is the store's CPU per uploaded byte, from the request
// to the completed object and its removal.
func BenchmarkUploadPart(b *testing.B) {
	for name, newHandler := range handlers() {
		b.Run("store="+name, func(b *testing.B) {
			h := newHandler()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("PUT", "/dest", nil))
			part := make([]byte, benchPart)
			b.SetBytes(benchPart * benchParts)
			b.ReportAllocs()
			for b.Loop() {
				uploadOnce(b, h, part)
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("DELETE", "/dest/copy", nil))
			}
		})
	}
}

// BenchmarkPutObject has the MD5 that gofakes3 takes of a single PUT.
func BenchmarkPutObject(b *testing.B) {
	for name, newHandler := range handlers() {
		b.Run("store="+name, func(b *testing.B) {
			h := newHandler()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("PUT", "/dest", nil))
			body := make([]byte, 4<<20)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				put(b, h, body)
			}
		})
	}
}

func put(tb testing.TB, h http.Handler, body []byte) {
	r := httptest.NewRequest("PUT", "/dest/copy", bytes.NewReader(body))
	r.Header.Set("Content-Length", fmt.Sprint(len(body)))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		tb.Fatalf("PUT: %d %s", w.Code, w.Body)
	}
}

// BenchmarkGetObject is the store's CPU per downloaded byte.
func BenchmarkGetObject(b *testing.B) {
	const size = 64 << 20
	source := content.Generated(1, size)
	for name, newHandler := range handlers() {
		b.Run("store="+name, func(b *testing.B) {
			h := newHandler()
			if s, ok := h.(*Store); ok {
				s.PutSource("dest", "copy", source)
			} else {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("PUT", "/dest", nil))
				body, _ := io.ReadAll(io.NewSectionReader(source, 0, size))
				put(b, h, body)
			}
			r := httptest.NewRequest("GET", "/dest/copy", nil)
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				w := &discard{header: http.Header{}}
				if h.ServeHTTP(w, r); w.n != size {
					b.Fatalf("GET sent %d bytes; want %d", w.n, size)
				}
			}
		})
	}
}

// BenchmarkWrongBytes is the check of a copy.
func BenchmarkWrongBytes(b *testing.B) {
	const size = 64 << 20
	source := content.Generated(1, size)
	s := New(Options{})
	s.PutSource("dest", "copy", source)
	body, _ := io.ReadAll(io.NewSectionReader(source, 0, size))
	put(b, s, body)
	o, _ := s.Uploaded("dest", "copy")
	b.SetBytes(size)
	for b.Loop() {
		if n := o.WrongBytes(source); n != 0 {
			b.Fatalf("WrongBytes = %d; want 0", n)
		}
	}
}
