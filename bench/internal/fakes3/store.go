package fakes3

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3/objects"
	"readeratbench/bench/internal/latency"
)

// Options are a Store's; the zero value answers at once.
type Options struct {
	Latency Latency
	// Seed chooses the draws of latencies that are not constant.
	Seed uint64
	// Sleep waits d on the store's clock and returns early, with ctx's error,
	// when the client has gone. nil means latency.Sleep. A simulated network
	// passes its own, so that no two wake-ups share an instant.
	Sleep func(ctx context.Context, d time.Duration) error
}

// A Store is an S3 endpoint with path-style addresses. It is safe for
// concurrent use.
type Store struct {
	draws   draws
	sleep   func(context.Context, time.Duration) error
	objects *objects.Backend
	gets    gets
	puts    gets // of an object and its parts
	drop    DropFunc
	api     http.Handler

	faults      []*injection
	met         atomic.Int64
	faultsEnd   sync.Once
	faultsEnded chan struct{}
}

var _ http.Handler = (*Store)(nil)

// New returns an empty store.
func New(o Options) *Store {
	if o.Sleep == nil {
		o.Sleep = latency.Sleep
	}
	b := objects.New()
	return &Store{
		draws:   draws{latency: o.Latency, seed: o.Seed, seen: make(map[uint64]uint64)},
		sleep:   o.Sleep,
		objects: b,
		gets:    gets{objects: make(map[object]*objectGets)},
		puts:    gets{objects: make(map[object]*objectGets)},
		api:     b.Handler(),

		faultsEnded: make(chan struct{}),
	}
}

// ServeHTTP answers one S3 request. When the client leaves before the answer,
// or its connection is dropped, it panics with [http.ErrAbortHandler], which
// net/http knows: returning would make net/http send a 200 in the store's name.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rw := &response{w: w, store: s, status: http.StatusOK}
	rw.op, rw.object = classify(r)
	switch rw.op {
	case opGet:
		rw.nth = s.gets.arrived(rw.object)
	case opPut:
		s.puts.arrived(rw.object)
	}
	r = r.WithContext(r.Context()) // a copy, whose Body is ours to replace
	r.Body = keptOpen{r.Body}
	if len(s.faults) > 0 {
		r.Header = r.Header.Clone() // a fault may change it
		rw.struck = s.strikes(rw.op, rw.object, r)
	}
	rw.req = r
	switch {
	case isFramed(r.Header):
		rw.refuse(gofakes3.ErrNotImplemented.Status(), gofakes3.ErrNotImplemented, framedMessage)
	case rw.open():
		s.api.ServeHTTP(rw, r)
	}
	rw.finish()
}

// keptOpen is a request body that gofakes3 cannot close: what it leaves unread
// is read before the answer, and net/http closes the body anyway.
type keptOpen struct{ io.Reader }

func (keptOpen) Close() error { return nil }

// NewServer returns an http.Server for the store, complete but for its
// listener: it finds connections ([Store.ConnContext]) and logs nothing, since
// every stream a reader abandons would be a line.
func (s *Store) NewServer() *http.Server {
	return &http.Server{Handler: s, ConnContext: s.ConnContext, ErrorLog: log.New(io.Discard, "", 0)}
}

type connKey struct{}

// ConnContext is for [http.Server.ConnContext]: it lets a response find its
// connection, without which [Store.BodySent] counts bytes written instead.
func (s *Store) ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// PutSource stores c without HTTP and without a copy, in a bucket that is made
// if missing. Each call is a new version with an ETag of its own.
func (s *Store) PutSource(bucket, key string, c content.Content) {
	s.objects.PutSource(bucket, key, c)
}

// Uploaded returns the object under key, also one that PutSource put there.
func (s *Store) Uploaded(bucket, key string) (*objects.Object, bool) {
	o := s.objects.Object(bucket, key)
	return o, o != nil
}

// Remove forgets the object, if there is one, and frees its memory once no
// response is sending it.
func (s *Store) Remove(bucket, key string) {
	_, _ = s.objects.DeleteObject(bucket, key) // the only error is a missing bucket
}

// Uploads are the IDs of the multipart uploads to key that were neither completed nor
// aborted, sorted.
func (s *Store) Uploads(bucket, key string) []string { return s.objects.Uploads(bucket, key) }

// Gets returns the number of GETs of one object.
func (s *Store) Gets(bucket, key string) int64 {
	n, _ := s.gets.of(object{bucket, key})
	return n
}

// Puts returns the number of PUTs of one object and of its parts.
func (s *Store) Puts(bucket, key string) int64 {
	n, _ := s.puts.of(object{bucket, key})
	return n
}

// BodySent returns the body bytes of one object's GETs that have left the
// server's link, as of now. Where the connection has no Sent and Written
// methods it returns the body bytes written, which may still be in a buffer.
//
// The connections are kept for this as long as the store is.
func (s *Store) BodySent(bucket, key string) int64 {
	_, transfers := s.gets.of(object{bucket, key})
	var sum int64
	for _, t := range transfers {
		sum += t.sent()
	}
	return sum
}
