package fakes3

import "errors"

// A DropFunc is asked before the first body byte of the nth GET of an object, from
// 0, in the order in which they arrive. If drop is true, the connection ends after
// so many bytes of the body, where the client expects more; a body that is no
// longer than that is sent whole.
//
// It may call the store's methods, and is called by several goroutines at once.
type DropFunc func(bucket, key string, nth int64) (after int64, drop bool)

// DropBodies drops connections in mid-body where f says so. Call it before the first
// request. [Store.Inject] has faults of other kinds, which do not depend on the order
// of requests.
func (s *Store) DropBodies(f DropFunc) { s.drop = f }

var errDropped = errors.New("fakes3: connection dropped")

// dropAfter is where a body's connection is dropped, if it is.
type dropAfter struct {
	drop bool
	left int64  // bytes to send before
	do   func() // what happens then
}

// dropBody asks whether the body is to be dropped.
func (r *response) dropBody() {
	if f := r.store.drop; f != nil {
		r.drop.left, r.drop.drop = f(r.object.bucket, r.object.key, r.nth)
		r.drop.do = r.dropConn
	}
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

// dropConn flushes what was written, and has finish end the connection.
func (r *response) dropConn() {
	r.flush()
	r.err, r.gone = errDropped, true
}
