package fakes3

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/latency"
)

func TestLatencyOf(t *testing.T) {
	l := Latency{GetFirstByte: latency.Constant(1), Control: latency.Constant(2), PutAck: latency.Constant(3)}
	for op, d := range map[operation]time.Duration{opOther: 2, opGet: 1, opHead: 2, opPut: 3} {
		if got := l.of(op); got != latency.Constant(d) {
			t.Errorf("latency of operation %d = %v; want %d", op, got, d)
		}
	}
}

var varying = Latency{
	GetFirstByte: latency.Dist{P50: 63 * time.Millisecond, P99: 78 * time.Millisecond},
	PutAck:       latency.Dist{P50: 100 * time.Millisecond, P99: 195 * time.Millisecond},
	Control:      latency.Constant(control),
}

// request is a request as a test names it.
type request struct{ method, target, byteRange string }

// different are requests of which no two are equal: method, path, query and
// range each tell some apart.
var different = []request{
	{"GET", testPath, ""},
	{"GET", testPath, "bytes=0-9"},
	{"GET", testPath, "bytes=10-19"},
	{"GET", testPath, "bytes=10-"},
	{"GET", testPath + "x", ""},
	{"GET", testPath + "?x-id=GetObject", ""},
	{"PUT", testPath, ""},
	{"PUT", testPath + "?partNumber=1&uploadId=1", ""},
	{"PUT", testPath + "?partNumber=2&uploadId=1", ""},
}

// drawn sends requests one after another to a new store and returns how long
// each request was held back, in order.
func drawn(seed uint64, requests ...request) map[request][]time.Duration {
	took := make(map[request][]time.Duration)
	var now request
	s := New(Options{Latency: varying, Seed: seed, Sleep: func(_ context.Context, d time.Duration) error {
		took[now] = append(took[now], d)
		return nil
	}})
	s.PutSource(testBucket, testKey, content.Generated(1, 1000))
	for _, now = range requests {
		r := httptest.NewRequest(now.method, now.target, http.NoBody)
		if now.byteRange != "" {
			r.Header.Set("Range", now.byteRange)
		}
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	return took
}

func sameDraws(a, b map[request][]time.Duration) bool {
	return maps.EqualFunc(a, b, slices.Equal)
}

// Rule: a draw depends on the seed and on what is asked for, not on what else
// was asked before; different requests and equal ones draw anew.
func TestDraws(t *testing.T) {
	const seed = 1
	twice := slices.Concat(different, different)
	forth := drawn(seed, twice...)
	slices.Reverse(twice)
	if back := drawn(seed, twice...); !sameDraws(forth, back) {
		t.Errorf("in reverse order the draws are %v; in order %v", back, forth)
	}
	all := make(map[time.Duration]request)
	for q, draws := range forth {
		if len(draws) != 2 {
			t.Fatalf("%v was held back %d times; want 2", q, len(draws))
		}
		for _, d := range draws {
			if other, taken := all[d]; taken {
				t.Errorf("%v and %v both draw %v", q, other, d)
			}
			all[d] = q
		}
	}
	for q, draws := range drawn(seed+1, twice...) {
		for i, d := range draws {
			if d == forth[q][i] {
				t.Errorf("%v draws %v whatever the seed", q, d)
			}
		}
	}
}

// Rule: of equal requests that are answered at the same time, each is a draw of
// its own.
func TestDrawsOfConcurrentRequests(t *testing.T) {
	const n = 50
	var requests []request
	for range n {
		requests = append(requests, different[1])
	}
	want := drawn(1, requests...)[different[1]]

	var mu sync.Mutex
	var got []time.Duration
	s := New(Options{Latency: varying, Seed: 1, Sleep: func(_ context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, d)
		return nil
	}})
	s.PutSource(testBucket, testKey, content.Generated(1, 1000))
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			r := httptest.NewRequest("GET", testPath, nil)
			r.Header.Set("Range", different[1].byteRange)
			s.ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	wg.Wait()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("at once: %v; one after another: %v", got, want)
	}
}

// Rule: what is constant is exactly that, and costs no memory.
func TestConstantLatencyIsNotDrawn(t *testing.T) {
	d := draws{latency: varying, seed: 1, seen: make(map[uint64]uint64)}
	head := httptest.NewRequest("HEAD", testPath, nil)
	for range 3 {
		if got := d.next(opHead, head); got != control {
			t.Errorf("latency = %v; want %v", got, control)
		}
	}
	if len(d.seen) != 0 {
		t.Errorf("%d requests of constant latency were counted", len(d.seen))
	}
}
