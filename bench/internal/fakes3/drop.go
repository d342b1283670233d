package fakes3

import (
	"errors"
	"net/http"
)

// A DropFunc decides the fate of a body before its first byte is sent: that of the
// nth GET of an object, from 0, in the order in which they arrive. If drop is true
// the connection ends after that many bytes of it, where the client expects more;
// a body that is no longer than that goes out whole.
//
// It may call the store's methods, and is called by several goroutines at once.
type DropFunc func(bucket, key string, nth int64) (after int64, drop bool)

// DropBodies breaks bodies as f says. Call it before the first request.
func (s *Store) DropBodies(f DropFunc) { s.drop = f }

// errDropped ends a body that is not sent any further.
var errDropped = errors.New("fakes3: connection dropped")

// dropAfter is what is left until a body's connection is dropped.
type dropAfter struct {
	drop bool
	left int64
}

// of asks f, if there is one.
func (f DropFunc) of(q query, nth int64) (d dropAfter) {
	if f != nil {
		d.left, d.drop = f(q.bucket, q.key, nth)
	}
	return d
}

// cut returns how much of p to send, and whether that is the last of it.
func (d *dropAfter) cut(p []byte) ([]byte, bool) {
	if !d.drop {
		return p, false
	}
	if int64(len(p)) > d.left {
		return p[:max(d.left, 0)], true
	}
	d.left -= int64(len(p))
	return p, false
}

// hangUp sees that all that was written goes out, and leaves the rest to finish.
func (r *response) hangUp() {
	_ = http.NewResponseController(r.w).Flush()
	r.err, r.gone = errDropped, true
}
