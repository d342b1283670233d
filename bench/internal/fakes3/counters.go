package fakes3

import "sync"

// Counters are requests that arrived since New, by operation. A
// request that fails is counted under its operation and under Errors.
type Counters struct {
	GetObject, HeadObject   int64
	PutObject, UploadPart   int64
	Create, Complete, Abort int64 // of multipart uploads
	Other                   int64 // buckets, lists, deletes, copies
	Errors                  int64 // answers with a 4xx or 5xx status
}

// counts is shared by all requests; its lock is never held across a call out.
type counts struct {
	mu     sync.Mutex
	ops    [operations]int64
	errors int64
	gets   map[objectName]*getCount
}

type objectName struct{ bucket, key string }

type getCount struct {
	requests  int64
	transfers []*transfer
}

func newCounts() *counts { return &counts{gets: map[objectName]*getCount{}} }

// arrived counts a request. It returns how many GETs of the object came before it.
func (c *counts) arrived(q query) (nth int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ops[q.op]++
	if q.op == opGetObject {
		g := c.get(q)
		nth = g.requests
		g.requests++
	}
	return nth
}

func (c *counts) failed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errors++
}

// transfer records a body that starts at the connection's current position.
func (c *counts) transfer(q query, conn any) *transfer {
	t := newTransfer(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	g := c.get(q)
	g.transfers = append(g.transfers, t)
	return t
}

// get is called with the lock held.
func (c *counts) get(q query) *getCount {
	name := objectName{q.bucket, q.key}
	if c.gets[name] == nil {
		c.gets[name] = &getCount{}
	}
	return c.gets[name]
}

// Counters returns the counts so far.
func (s *Store) Counters() Counters {
	c := s.counts
	c.mu.Lock()
	defer c.mu.Unlock()
	return Counters{
		GetObject: c.ops[opGetObject], HeadObject: c.ops[opHeadObject],
		PutObject: c.ops[opPutObject], UploadPart: c.ops[opUploadPart],
		Create: c.ops[opCreate], Complete: c.ops[opComplete], Abort: c.ops[opAbort],
		Other: c.ops[opOther], Errors: c.errors,
	}
}

// Gets returns the number of GETs of one object.
func (s *Store) Gets(bucket, key string) int64 {
	c := s.counts
	c.mu.Lock()
	defer c.mu.Unlock()
	if g := c.gets[objectName{bucket, key}]; g != nil {
		return g.requests
	}
	return 0
}

// BodySent returns the body bytes of one object's GETs that have left the
// server's link, as of now. Where the connection has no Sent and Written
// methods it returns the body bytes written, which may still be in a buffer.
//
// The connections are kept for this as long as the store is.
func (s *Store) BodySent(bucket, key string) int64 {
	var sum int64
	for _, t := range s.counts.transfersOf(objectName{bucket, key}) {
		sum += t.sent()
	}
	return sum
}

// transfersOf hands out the list so that the connections, which have locks of
// their own, are asked without ours. The list only grows: no copy is needed.
func (c *counts) transfersOf(name objectName) []*transfer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g := c.gets[name]; g != nil {
		return g.transfers
	}
	return nil
}
