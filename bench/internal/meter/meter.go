// Package meter measures one operation from the client's side.
package meter

import (
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"readeratbench/internal/cell"
)

// Meter measures how long requests for the source are open, how long callers wait for
// a lock, and how much readers keep. Its clock is that of the goroutines that use it.
type Meter struct {
	mu      sync.Mutex // held for an instant, never across a wait
	began   time.Time
	took    time.Duration // until the last lap
	used    Usage         // until the last lap
	now     Usage
	sources int       // requests for the source that are open
	since   time.Time // when there were last more or fewer
	readers []bufferer
	trace   *trace // nil: none is wanted

	bucket, source string // of a URL's path: /bucket/ and what a source's begins with
}

// Usage is what is metered. Open ÷ the time taken is the mean number of requests
// in flight, by Little's law.
type Usage struct {
	Open     time.Duration // of source requests, added up
	Waited   time.Duration // in Lock, by all callers
	Buffered int64         // bytes in all readers, at most; negative if none can say
}

// A bufferer can say how many bytes it keeps. It is asked at any time, also from
// within the reader's own requests, so it must not wait for them.
type bufferer interface{ Buffered() int64 }

// New returns a meter of the requests for objects of a bucket. Those whose keys begin
// with source are the sources.
func New(bucket, source string) *Meter {
	m := &Meter{now: Usage{Buffered: -1}, bucket: "/" + bucket + "/"}
	m.source = m.bucket + source
	if path := os.Getenv(cell.EnvTrace); path != "" {
		m.trace = &trace{path: path}
	}
	return m
}

// Start begins the operation.
func (m *Meter) Start() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.began = time.Now()
	m.since = m.began
}

// Lap ends an upload; the last one ends the operation.
func (m *Meter) Lap() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.account(0)
	m.took, m.used = m.since.Sub(m.began), m.now
}

// Took is the time from Start to the last Lap.
func (m *Meter) Took() time.Duration { return m.took }

// Used is what was metered from Start to the last Lap.
func (m *Meter) Used() Usage { return m.used }

// account adds up the time for which as many source requests were open as until
// now. It is called with the lock held.
func (m *Meter) account(more int) {
	now := time.Now()
	m.now.Open += time.Duration(m.sources) * now.Sub(m.since)
	m.since = now
	m.sources += more
}

func (m *Meter) opened(more int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.account(more)
}

// Locker meters how long callers wait in Lock.
func (m *Meter) Locker(newLocker func() sync.Locker) func() sync.Locker {
	return func() sync.Locker { return meteredLocker{newLocker(), m} }
}

type meteredLocker struct {
	sync.Locker
	meter *Meter
}

func (l meteredLocker) Lock() {
	start := time.Now()
	l.Locker.Lock()
	waited := time.Since(start)
	l.meter.mu.Lock()
	defer l.meter.mu.Unlock()
	l.meter.now.Waited += waited
}

// Watch meters what r keeps, if it can say.
func (m *Meter) Watch(r io.ReaderAt) io.ReaderAt {
	b, ok := r.(bufferer)
	if !ok {
		return r
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readers = append(m.readers, b)
	return watched{r, m}
}

// look is called whenever a byte of the source moves, and before and after every
// ReadAt of a reader that can say what it keeps.
func (m *Meter) look() {
	m.mu.Lock()
	readers := m.readers // only grows
	m.mu.Unlock()
	if len(readers) == 0 {
		return
	}
	var sum int64
	for _, r := range readers { // without our lock: they have their own
		sum += r.Buffered()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Buffered = max(m.now.Buffered, sum)
}

type watched struct {
	io.ReaderAt
	meter *Meter
}

func (w watched) ReadAt(p []byte, off int64) (int, error) {
	w.meter.look()
	defer w.meter.look()
	return w.ReaderAt.ReadAt(p, off)
}

// Transport meters the measured client's requests.
func (m *Meter) Transport(next http.RoundTripper) http.RoundTripper { return transport{next, m} }

type transport struct {
	next  http.RoundTripper
	meter *Meter
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	source := r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, t.meter.source)
	request, r := t.meter.trace.request(r, t.meter.bucket)
	if source {
		t.meter.opened(+1)
	}
	end := sync.OnceFunc(func() {
		request.end()
		if source {
			t.meter.opened(-1)
		}
	})
	reply, err := t.next.RoundTrip(r)
	if err != nil {
		end()
		return nil, err
	}
	reply.Body = &meteredBody{reply.Body, t.meter, request, end}
	return reply, nil
}

// meteredBody ends its request when it has been read to its end or closed.
type meteredBody struct {
	io.ReadCloser
	meter   *Meter
	request *tracedRequest
	end     func()
}

func (b *meteredBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.request.read(n)
	b.meter.look()
	if err != nil {
		b.end()
	}
	return n, err
}

func (b *meteredBody) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
