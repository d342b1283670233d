package fakes3

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"github.com/johannesboyne/gofakes3"
)

// errRefused ends what gofakes3 still wants to write after we have answered in
// its place.
var errRefused = errors.New("fakes3: already answered")

// A response is the http.ResponseWriter that gofakes3 writes to. It holds the
// header back until something must be sent: that is when the store has made up
// its mind, and so when the latency passes. The first error is final: nothing
// reaches the client after it.
type response struct {
	w         http.ResponseWriter
	req       *http.Request
	query     query
	store     *Store
	status    int
	committed bool
	gone      bool // there is nobody to answer: the client left, or is hung up on
	err       error
	transfer  *transfer // of a body that is object data
	nth       int64     // of the GETs of this object, from 0
	drop      dropAfter
}

var _ http.ResponseWriter = (*response)(nil)

func (r *response) Header() http.Header { return r.w.Header() }

// WriteHeader keeps the status for commit; after it, gofakes3 is too late.
func (r *response) WriteHeader(status int) {
	if !r.committed {
		r.status = status
	}
}

func (r *response) Write(p []byte) (int, error) {
	r.commit()
	if r.err != nil {
		return 0, r.err
	}
	p, last := r.drop.cut(p)
	n, err := r.w.Write(p)
	if r.transfer != nil {
		r.transfer.n.Add(int64(n))
	}
	r.err = err
	if last && err == nil {
		r.hangUp()
	}
	return n, r.err
}

// finish answers a request to which gofakes3 wrote nothing.
func (r *response) finish() {
	r.commit()
	if r.gone {
		panic(http.ErrAbortHandler)
	}
}

func (r *response) commit() {
	if r.committed {
		return
	}
	if !r.preconditionHolds() {
		r.refuse(gofakes3.ErrPreconditionFailed, gofakes3.ErrPreconditionFailed.Message())
		return
	}
	r.committed = true
	if !r.wait() {
		return
	}
	r.sendHeader()
	if r.query.op == opGetObject && r.status < 300 {
		// A write of its own, so that the body has an exact place in the
		// connection's byte stream.
		_ = http.NewResponseController(r.w).Flush()
		r.transfer = r.store.counts.transfer(r.query, r.req.Context().Value(connKey{}))
		r.drop = r.store.drop.of(r.query, r.nth)
	}
}

// preconditionHolds applies If-Match to reads. The ETag is the one gofakes3
// wrote, of the very object it is about to send; where it wrote none because
// the range is beyond the object, the object may be another than the client
// thinks, which it should be told first.
func (r *response) preconditionHolds() bool {
	want := r.req.Header.Get("If-Match")
	if want == "" || r.query.op != opGetObject && r.query.op != opHeadObject {
		return true
	}
	etag := r.Header().Get("ETag")
	if r.status == http.StatusRequestedRangeNotSatisfiable {
		etag = r.store.backend.etag(r.query)
	}
	return etag == "" || ifMatch(want, etag)
}

// refuse answers with an error of ours instead of what gofakes3 would send.
func (r *response) refuse(code gofakes3.ErrorCode, message string) {
	r.committed = true
	if !r.wait() {
		return
	}
	h := r.Header()
	for _, name := range []string{"Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/xml")
	r.status = code.Status()
	r.sendHeader()
	if r.req.Method != http.MethodHead {
		_ = xml.NewEncoder(r.w).Encode(&gofakes3.ErrorResponse{Code: code, Message: message})
	}
	r.err = errRefused
}

// wait lets the operation's latency pass, reports whether the client is still
// there. A request body that nobody wanted is read first: PutAck counts from
// the last byte, and a client still sending would see a reset, not the error.
func (r *response) wait() bool {
	var err error
	if r.query.op.carriesData() {
		_, err = io.Copy(io.Discard, r.req.Body)
	}
	if d := r.store.draws.next(r.query.op, r.req); err == nil && d > 0 {
		err = r.store.sleep(r.req.Context(), d)
	}
	r.err, r.gone = err, err != nil
	return err == nil
}

func (r *response) sendHeader() {
	if r.status >= 400 {
		r.store.counts.failed()
	}
	r.w.WriteHeader(r.status)
}
