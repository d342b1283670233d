package bench

import (
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// meter measures one operation from the client's side: how long requests for the
// source are open, how long callers wait for a lock, how much readers keep. Its
// clock is the lane's.
type meter struct {
	mu      sync.Mutex // held for an instant, never across a wait
	began   time.Time
	took    time.Duration // until the last lap
	used    usage         // until the last lap
	now     usage
	sources int       // requests for the source that are open
	since   time.Time // when there were last more or fewer
	readers []bufferer
	trace   *trace // nil: nobody wants one
}

// usage is what is metered. open ÷ the time taken is the mean number of requests
// in flight, by Little's law.
type usage struct {
	open     time.Duration // of source requests, added up
	waited   time.Duration // in Lock, by all callers
	buffered int64         // bytes in all readers, at most; negative if none can say
}

// A bufferer can say how many bytes it keeps. It is asked at any time, also from
// within the reader's own requests, so it must not wait for them.
type bufferer interface{ Buffered() int64 }

func newMeter() *meter {
	m := &meter{now: usage{buffered: -1}}
	if path := os.Getenv(EnvTrace); path != "" {
		m.trace = &trace{path: path}
	}
	return m
}

func (m *meter) start() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.began = time.Now()
	m.since = m.began
}

// lap ends an upload; the last one ends the operation.
func (m *meter) lap() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.account(0)
	m.took, m.used = m.since.Sub(m.began), m.now
}

// account adds up the time for which as many source requests were open as until
// now. It is called with the lock held.
func (m *meter) account(more int) {
	now := time.Now()
	m.now.open += time.Duration(m.sources) * now.Sub(m.since)
	m.since = now
	m.sources += more
}

func (m *meter) opened(more int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.account(more)
}

// locker meters how long callers wait in Lock.
func (m *meter) locker(newLocker func() sync.Locker) func() sync.Locker {
	return func() sync.Locker { return meteredLocker{newLocker(), m} }
}

type meteredLocker struct {
	sync.Locker
	meter *meter
}

func (l meteredLocker) Lock() {
	start := time.Now()
	l.Locker.Lock()
	waited := time.Since(start)
	l.meter.mu.Lock()
	defer l.meter.mu.Unlock()
	l.meter.now.waited += waited
}

// watch meters what r keeps, if it can say.
func (m *meter) watch(r io.ReaderAt) io.ReaderAt {
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
func (m *meter) look() {
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
	m.now.buffered = max(m.now.buffered, sum)
}

type watched struct {
	io.ReaderAt
	meter *meter
}

func (w watched) ReadAt(p []byte, off int64) (int, error) {
	w.meter.look()
	defer w.meter.look()
	return w.ReaderAt.ReadAt(p, off)
}

// metered is the measured client's transport.
type metered struct {
	next  http.RoundTripper
	meter *meter
}

// RoundTrip implements http.RoundTripper.
func (t metered) RoundTrip(r *http.Request) (*http.Response, error) {
	source := r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/"+bucket+"/"+sourceKey)
	request, r := t.meter.trace.request(r)
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
	meter   *meter
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
