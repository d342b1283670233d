package s3source_test

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// store is one object, served with all that net/http knows of ranges and
// preconditions.
type store struct {
	mu       sync.Mutex
	object   []byte // nil: not there
	requests []string

	ignore string                           // a request header that the store does not know
	edit   func(http.Header, *http.Request) // tampers with a reply's header
	drop   func() int                       // if set, bytes of the next body before the connection ends
}

func etagOf(object []byte) string { return fmt.Sprintf(`"%08x"`, crc32.ChecksumIEEE(object)) }

func (s *store) put(object string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.object = []byte(object)
}

// log returns the requests since the last call, as "method range if-match".
func (s *store) log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.requests
	s.requests = nil
	return log
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	object := s.object
	s.requests = append(s.requests, fmt.Sprintf("%s %s %s", r.Method, r.Header.Get("Range"), r.Header.Get("If-Match")))
	s.mu.Unlock()
	if object == nil || r.URL.Path != "/bucket/key" {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	drop := s.drop
	s.drop = nil
	s.mu.Unlock()
	r.Header.Del(s.ignore)
	w.Header().Set("ETag", etagOf(object))
	http.ServeContent(&editor{w, s.edit, r, drop}, r, "", time.Time{}, bytes.NewReader(object))
}

// editor tampers with the header at the moment it is sent, and with the body.
type editor struct {
	http.ResponseWriter
	edit func(http.Header, *http.Request)
	r    *http.Request
	drop func() int
}

func (e *editor) Write(p []byte) (int, error) {
	if e.drop == nil {
		return e.ResponseWriter.Write(p)
	}
	e.ResponseWriter.Write(p[:e.drop()]) // all of these bodies are one Write
	http.NewResponseController(e.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

func (e *editor) WriteHeader(status int) {
	if e.edit != nil {
		e.edit(e.Header(), e.r)
	}
	e.ResponseWriter.WriteHeader(status)
	if e.Header().Get("Content-Length") == "" {
		http.NewResponseController(e.ResponseWriter).Flush() // or net/http would add it
	}
}

// serve starts handler and returns a client of it that does not retry.
func serve(t *testing.T, handler http.Handler) *s3.Client {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "us-east-1",
		UsePathStyle: true,
		HTTPClient:   server.Client(),
		Credentials:  credentials.NewStaticCredentialsProvider("id", "secret", ""),
		Retryer:      aws.NopRetryer{},

		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
}
