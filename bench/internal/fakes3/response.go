package fakes3

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"github.com/johannesboyne/gofakes3"
)

// errRefused stops gofakes3 from writing after we have answered in its place.
var errRefused = errors.New("fakes3: already answered")

// A response is the http.ResponseWriter that gofakes3 writes to. It holds the
// header back until something must be sent: the answer is decided then, and the
// latency passes. The first error is final: nothing reaches the client after it.
type response struct {
	w         http.ResponseWriter
	req       *http.Request
	op        operation
	object    object
	store     *Store
	status    int
	committed bool
	gone      bool // the client left, or its connection is to be dropped
	err       error
	nth       int64     // of the GETs of this object, from 0
	transfer  *transfer // of a GET's body
	drop      dropAfter
	struck    struck // the fault that it meets
}

var _ http.ResponseWriter = (*response)(nil)

func (r *response) Header() http.Header { return r.w.Header() }

// WriteHeader keeps the status for commit; a status that comes after it is ignored.
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
	if r.struck.cutOff() {
		r.reset()
		return 0, r.err
	}
	head, last := r.drop.cut(p)
	n, err := r.w.Write(head)
	if r.transfer != nil {
		r.transfer.n.Add(int64(n))
	}
	if r.err = err; err != nil || !last {
		return n, err
	}
	r.drop.drop = false
	if r.drop.do(); r.err != nil {
		return n, r.err
	}
	more, err := r.Write(p[n:])
	return n + more, err
}

// finish answers a request to which gofakes3 wrote nothing, and ends the
// connection of a client that must not be answered.
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
		r.refuse(gofakes3.ErrPreconditionFailed.Status(), gofakes3.ErrPreconditionFailed, gofakes3.ErrPreconditionFailed.Message())
		return
	}
	r.committed = true
	if !r.wait() {
		return
	}
	r.w.WriteHeader(r.status)
	if r.op == opGet && r.status < 300 {
		// A write of its own, so that the body has an exact place in the
		// connection's byte stream.
		_ = http.NewResponseController(r.w).Flush()
		r.transfer = r.store.gets.transfer(r.object, r.conn())
		r.dropBody()
		r.placeFault()
	}
}

// preconditionHolds applies If-Match to reads. The ETag is the one gofakes3
// wrote, of the very object it is about to send. It writes none where the range is
// beyond the object; the object may be another version than the client expects,
// and that error comes first.
func (r *response) preconditionHolds() bool {
	want := r.req.Header.Get("If-Match")
	if want == "" || r.op != opGet && r.op != opHead {
		return true
	}
	etag := r.Header().Get("ETag")
	if r.status == http.StatusRequestedRangeNotSatisfiable {
		etag = ""
		if o := r.store.objects.Object(r.object.bucket, r.object.key); o != nil {
			etag = o.ETag()
		}
	}
	return etag == "" || ifMatch(want, etag)
}

// refuse answers with an error of ours instead of what gofakes3 would send.
func (r *response) refuse(status int, code gofakes3.ErrorCode, message string) {
	r.committed = true
	if !r.wait() {
		return
	}
	h := r.Header()
	for _, name := range []string{"Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/xml")
	r.w.WriteHeader(status)
	if r.req.Method != http.MethodHead {
		_ = xml.NewEncoder(r.w).Encode(&gofakes3.ErrorResponse{Code: code, Message: message})
	}
	r.err = errRefused
}

// wait lets the operation's latency pass and reports whether the client is
// still there. What is left of a request body is read first: PutAck counts from
// the last byte, and a client still sending would see a reset, not the error.
func (r *response) wait() bool {
	var err error
	if r.op == opPut {
		_, err = io.Copy(io.Discard, r.req.Body)
	}
	if d := r.store.draws.next(r.op, r.req); err == nil && d > 0 {
		err = r.store.sleep(r.req.Context(), d)
	}
	if r.gone {
		return false // its fault has ended it
	}
	r.err, r.gone = err, err != nil
	if !r.gone && r.struck.cutOff() {
		r.reset()
	}
	return !r.gone
}
