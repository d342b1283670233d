package fakes3

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/johannesboyne/gofakes3"
)

// answers are the kinds that are an error in the place of an answer.
var answers = map[FaultKind]struct {
	status  int
	code    gofakes3.ErrorCode
	message string
}{
	InternalError: {http.StatusInternalServerError, gofakes3.ErrInternal, "We encountered an internal error. Please try again."},
	SlowDown:      {http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."},
	InvalidRange:  {http.StatusRequestedRangeNotSatisfiable, gofakes3.ErrInvalidRange, "The requested range is not satisfiable"},
	Expired:       {http.StatusForbidden, "ExpiredToken", "The provided token has expired."},
}

// open does to the request what its fault does before the answer. It reports whether
// the request is to be answered.
func (r *response) open() bool {
	f := r.struck
	if f.kind == "" {
		return true
	}
	switch a, is := answers[f.kind]; {
	case is && f.at == AtOpen:
		r.store.met.Add(1)
		r.refuse(a.status, a.code, a.message)
		return false
	case f.kind == Whole:
		r.store.met.Add(1)
		r.req.Header.Del("Range")
	case f.kind == WrongRange:
		r.store.met.Add(1)
		r.req.Header.Set("Range", shifted(r.req.Header.Get("Range")))
	case r.op == opPut:
		body := &struckBody{Reader: r.req.Body, r: r, left: -1}
		if f.at != "" {
			body.left = f.place(r.req.ContentLength)
		}
		r.req.Body = keptOpen{body}
		if body.left == 0 {
			r.strike()
		}
	case f.at == AtOpen:
		r.strike()
	}
	r.committed = r.gone
	return !r.gone
}

// shifted is a range a byte off.
func shifted(rng string) string {
	var from, to int64
	by := int64(-1)
	n, _ := fmt.Sscanf(rng, "bytes=%d-%d", &from, &to)
	if from == 0 {
		by = 1
	}
	if n == 2 {
		return fmt.Sprintf("bytes=%d-%d", from+by, to+by)
	}
	return fmt.Sprintf("bytes=%d-", from+by)
}

// strike does what the fault does in the midst of a request. What begins and lasts lets
// this one go on, unless the store is gone; all else ends it.
func (r *response) strike() {
	r.store.met.Add(1)
	switch r.struck.kind {
	case Replaced, Expired:
		r.struck.begin()
	case Gone:
		r.struck.begin()
		r.reset()
	case Reset:
		r.reset()
	case Stall:
		r.stall()
	default:
		r.dropConn()
	}
}

// placeFault finds, when the answer's header is known, where in its body the fault is.
func (r *response) placeFault() {
	f := r.struck
	if f.kind == "" || f.at == "" || f.at == AtOpen {
		return
	}
	size, err := strconv.ParseInt(r.Header().Get("Content-Length"), 10, 64)
	if err != nil {
		return
	}
	if after := f.place(size); after < size {
		r.drop = dropAfter{drop: true, left: after, do: r.strike}
	}
}

// reset ends the connection so that the client's calls fail, after what was written.
func (r *response) reset() {
	r.dropConn()
	switch c := r.conn().(type) {
	case interface{ Reset() error }:
		_ = c.Reset()
	case *net.TCPConn:
		_ = c.SetLinger(0)
	}
}

// stall keeps the connection open and silent until the client leaves or faults end.
func (r *response) stall() {
	r.dropConn()
	if c, ok := r.conn().(interface{ Hold() }); ok {
		c.Hold() // the store that hangs does not look for idle connections either
	}
	select {
	case <-r.req.Context().Done():
	case <-r.store.faultsEnded:
	}
}

func (r *response) conn() any { return r.req.Context().Value(connKey{}) }

// flush sends what was written; before the header there is nothing.
func (r *response) flush() {
	if r.committed {
		_ = http.NewResponseController(r.w).Flush()
	}
}

// struckBody is the body of a PUT that meets its fault after left bytes; never, where
// that is negative, unless the store goes meanwhile.
type struckBody struct {
	io.Reader
	r    *response
	left int64
}

func (b *struckBody) Read(p []byte) (int, error) {
	if b.r.struck.cutOff() {
		b.r.reset()
	}
	if b.r.gone {
		return 0, errDropped
	}
	if b.left > 0 && int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.Reader.Read(p)
	if b.left > 0 {
		if b.left -= int64(n); b.left == 0 {
			if b.r.strike(); b.r.gone {
				return n, errDropped
			}
		}
	}
	return n, err
}
