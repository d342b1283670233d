package meter

import (
	"cmp"
	"encoding/csv"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Columns are those of a trace; bench.TraceColumns says what they have.
func Columns() []string {
	return []string{"operation", "object", "conn", "bytes", "start-ns", "conn-ns", "sent-ns", "first-ns", "end-ns"}
}

// trace is every request of one operation; nil traces nothing.
type trace struct {
	path string

	mu       sync.Mutex
	requests []*tracedRequest
	conns    map[net.Conn]int
}

// tracedRequest is one of them; nil is not traced.
type tracedRequest struct {
	trace             *trace
	operation, object string
	conn              int
	bytes             int64

	started, connected, sent, first, ended time.Time
}

// request begins a request. The one it returns is to be sent instead.
func (t *trace) request(r *http.Request, bucket string) (*tracedRequest, *http.Request) {
	if t == nil {
		return nil, r
	}
	q := &tracedRequest{trace: t, operation: r.Method, object: r.URL.Path[len(bucket):], started: time.Now(), bytes: max(r.ContentLength, 0)}
	t.mu.Lock()
	t.requests = append(t.requests, q)
	t.mu.Unlock()
	return q, r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) {
			q.note(&q.connected)
			q.conn = t.number(c.Conn)
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { q.note(&q.sent) },
		GotFirstResponseByte: func() { q.note(&q.first) },
	}))
}

// number is the connection's.
func (t *trace) number(c net.Conn) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conns == nil {
		t.conns = map[net.Conn]int{}
	}
	if t.conns[c] == 0 {
		t.conns[c] = len(t.conns) + 1
	}
	return t.conns[c]
}

// note takes the time, once.
func (q *tracedRequest) note(at *time.Time) {
	q.trace.mu.Lock()
	defer q.trace.mu.Unlock()
	if at.IsZero() {
		*at = time.Now()
	}
}

func (q *tracedRequest) read(n int) {
	if q == nil || q.operation != http.MethodGet {
		return
	}
	q.trace.mu.Lock()
	defer q.trace.mu.Unlock()
	q.bytes += int64(n)
}

func (q *tracedRequest) end() {
	if q != nil {
		q.note(&q.ended)
	}
}

// WriteTrace writes the file, if one is wanted.
func (m *Meter) WriteTrace() error {
	if m.trace == nil {
		return nil
	}
	f, err := os.Create(m.trace.path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	rows := [][]string{Columns()}
	slices.SortFunc(m.trace.requests, func(a, b *tracedRequest) int { // those of one instant came in any order
		return cmp.Or(a.started.Compare(b.started), cmp.Compare(a.conn, b.conn), cmp.Compare(a.object, b.object))
	})
	for _, q := range m.trace.requests {
		rows = append(rows, q.row(m.began))
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return f.Close()
}

func (q *tracedRequest) row(began time.Time) []string {
	row := []string{q.operation, q.object, strconv.Itoa(q.conn), strconv.FormatInt(q.bytes, 10)}
	for _, at := range []time.Time{q.started, q.connected, q.sent, q.first, q.ended} {
		ns := int64(-1)
		if !at.IsZero() {
			ns = at.Sub(began).Nanoseconds()
		}
		row = append(row, strconv.FormatInt(ns, 10))
	}
	return row
}
