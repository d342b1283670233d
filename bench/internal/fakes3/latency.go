package fakes3

import (
	"hash/fnv"
	"io"
	"net/http"
	"sync"
	"time"

	"readeratbench/bench/internal/latency"
	"readeratbench/bench/internal/splitmix"
)

// Latency is how long the store takes to answer, the network not included.
type Latency struct {
	// GetFirstByte passes before the header of a GET of an object, error or not.
	GetFirstByte latency.Dist
	// PutAck passes after the last body byte of a PUT of an object or a part
	// was read.
	PutAck latency.Dist
	// Control passes before every other answer: HEAD, create, complete, abort,
	// delete, list.
	Control latency.Dist
}

func (l Latency) of(op operation) latency.Dist {
	switch op {
	case opGet:
		return l.GetFirstByte
	case opPut:
		return l.PutAck
	}
	return l.Control
}

// draws gives each request its latency: by what it asks for, and by how many
// equal ones were answered before it. So the order of different requests does
// not matter, and a request sent again is another draw.
type draws struct {
	latency Latency
	seed    uint64

	mu   sync.Mutex
	seen map[uint64]uint64 // requests by key, of latencies that vary
}

func (d *draws) next(op operation, r *http.Request) time.Duration {
	dist := d.latency.of(op)
	if dist.Constant() {
		return dist.P50
	}
	key := RequestKey(r)
	d.mu.Lock()
	n := d.seen[key]
	d.seen[key]++
	d.mu.Unlock()
	return dist.At(splitmix.Draw(d.seed, key, n))
}

// RequestKey is a hash of what a request asks for: method, path, query and
// range.
func RequestKey(r *http.Request) uint64 {
	h := fnv.New64a()
	for _, s := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Range")} {
		_, _ = io.WriteString(h, s) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}
