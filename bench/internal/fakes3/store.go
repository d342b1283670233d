package fakes3

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
)

// Options are a Store's; the zero value answers at once.
type Options struct {
	Latency Latency
	// Seed chooses the draws of latencies that are not constant.
	Seed uint64
	// Sleep waits d on the store's clock and returns early, with ctx's error,
	// when the client has gone. nil means a timer. A simulated network passes
	// its own, so that no two wake-ups share an instant.
	Sleep func(ctx context.Context, d time.Duration) error
}

// A Store is an S3 endpoint with path-style addresses. It is safe for
// concurrent use.
type Store struct {
	draws   draws
	sleep   func(context.Context, time.Duration) error
	backend *backend
	counts  *counts
	drop    DropFunc
	api     http.Handler
}

var _ http.Handler = (*Store)(nil)

// New returns an empty store.
func New(o Options) *Store {
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	b := newBackend()
	return &Store{
		draws:   draws{latency: o.Latency, seed: o.Seed, seen: make(map[uint64]uint64)},
		sleep:   o.Sleep,
		backend: b,
		counts:  newCounts(),
		api: gofakes3.New(b,
			gofakes3.WithLogger(gofakes3.DiscardLog()),
			// A moving clock would change the length of a reply: the fraction
			// of a second in a listing is printed without trailing zeros.
			gofakes3.WithTimeSource(gofakes3.FixedTimeSource(epoch)),
			gofakes3.WithTimeSkewLimit(0),
		).Server(),
	}
}

// epoch is when everything in the store was last modified.
var epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// ServeHTTP answers one S3 request. When the client goes away while the answer
// is held back, or is hung up on, it panics with [http.ErrAbortHandler], which
// net/http knows: returning would make net/http send a 200 in the store's name.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := classify(r)
	nth := s.counts.arrived(q)
	r = r.WithContext(r.Context()) // a copy, whose Body is ours to replace
	r.Body = keptOpen{r.Body}
	rw := &response{w: w, req: r, query: q, store: s, status: http.StatusOK, nth: nth}
	if isFramed(r.Header) {
		rw.refuse(gofakes3.ErrNotImplemented, framedMessage)
	} else {
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
	s.backend.putSource(bucket, key, c)
}

// Remove forgets the object, if there is one, and frees its memory once no
// response is sending it.
func (s *Store) Remove(bucket, key string) {
	_, _ = s.backend.DeleteObject(bucket, key)
}

// sleep waits d of wall time, or of a bubble's when called in one.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
