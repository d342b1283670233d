package fakes3

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"readeratbench/bench/internal/splitmix"
)

// Inject has requests for the object meet the fault. Call it before the first
// request. A request meets the first fault whose draw strikes it; one that is to last
// and has not begun yet hides those that were injected after it.
func (s *Store) Inject(bucket, key string, f Fault) {
	if f.At == "" || f.Put && f.At == AtFirstByte {
		f.At = AtOpen
	}
	s.faults = append(s.faults, &injection{
		Fault: f, object: object{bucket, key}, store: s, start: time.Now(), seen: map[uint64]uint64{},
	})
}

// FaultsMet is how many requests and bodies met a fault so far; those that were under
// way when the store went are not counted.
func (s *Store) FaultsMet() int64 { return s.met.Load() }

// EndFaults lets requests go that are stalled, ends what lasts, and has no request that
// comes from now on meet a fault. A store with a stalled PUT cannot be closed before.
func (s *Store) EndFaults() { s.faultsEnd.Do(func() { close(s.faultsEnded) }) }

func (s *Store) faultsOver() bool {
	select {
	case <-s.faultsEnded:
		return true
	default:
		return false
	}
}

// injection is a fault and what it remembers. Its lock is never held across a wait.
type injection struct {
	Fault
	object object
	store  *Store
	start  time.Time

	mu     sync.Mutex
	seen   map[uint64]uint64 // requests by key
	second time.Duration     // that is counted
	count  int               // of requests in it
	begun  bool              // what lasts has begun
	since  time.Time
}

// struck is a fault as it meets one request.
type struck struct {
	*injection
	kind  FaultKind
	at    Place
	draw  uint64
	first bool
	came  time.Time
}

// strikes decides, as a request arrives, what befalls it.
func (s *Store) strikes(op operation, o object, r *http.Request) struck {
	now := time.Now()
	if s.faultsOver() {
		return struck{}
	}
	for _, i := range s.faults {
		if i.object != o || !i.meant(op, r) {
			continue
		}
		if f := i.meets(r, now); f.kind != "" {
			return f
		}
	}
	return struck{}
}

// meant tells whether the request is of those that the fault is for. A store that is
// gone, or knows the credentials no longer, answers no request for the object.
func (i *injection) meant(op operation, r *http.Request) bool {
	if i.Kind == Gone || i.Kind == Expired {
		return true
	}
	if i.Put {
		return op == opPut
	}
	return op == opGet && (r.Header.Get("Range") != "" || i.Kind != Whole && i.Kind != WrongRange)
}

func (i *injection) meets(r *http.Request, now time.Time) struck {
	key := RequestKey(r)
	i.mu.Lock()
	defer i.mu.Unlock()
	n := i.seen[key]
	i.seen[key]++
	f := struck{injection: i, kind: i.Kind, at: i.At, draw: splitmix.Draw(i.Seed, key, n), first: n == 0 && isFirst(r), came: now}
	switch {
	case i.Kind == Throttle:
		if !i.throttledLocked(now) {
			return struck{}
		}
		f.kind, f.at = SlowDown, AtOpen
	case i.Kind.lasts():
		return i.lastingLocked(f, now)
	case !(f.first && i.First) && f.draw%1_000_000 >= i.PerMillion:
		return struck{}
	case i.Kind == AnyFault:
		f.kind, f.at = InternalError, AtOpen
		switch f.draw >> 40 % 3 {
		case 1:
			f.kind = SlowDown
		case 2:
			f.kind, f.at = Reset, InMidBody
		}
	}
	return f
}

// throttledLocked counts a request of this second.
func (i *injection) throttledLocked(now time.Time) bool {
	if second := now.Sub(i.start).Truncate(time.Second); second != i.second {
		i.second, i.count = second, 0
	}
	i.count++
	return i.count > i.PerSecond
}

// lastingLocked is what befalls a request of a fault that begins once.
func (i *injection) lastingLocked(f struck, now time.Time) struck {
	switch {
	case !i.begun && f.first && i.At == AtOpen:
		i.beginLocked(now)
		if i.Kind == Replaced {
			i.store.met.Add(1)
			return struck{} // it is an object like any other
		}
		return f
	case !i.begun:
		if !f.first {
			f.at = "" // met if it is under way when the store goes
		}
		return f
	case i.Kind == Replaced, i.Kind == Gone && i.overLocked(now):
		return struck{}
	}
	f.at = AtOpen
	return f
}

func (i *injection) begin() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.beginLocked(time.Now())
}

func (i *injection) beginLocked(now time.Time) {
	if i.begun {
		return
	}
	i.begun, i.since = true, now
	if i.Kind == Replaced {
		i.store.objects.PutSource(i.object.bucket, i.object.key, i.Next)
	}
}

func (i *injection) overLocked(now time.Time) bool {
	return i.Lasts > 0 && now.Sub(i.since) >= i.Lasts
}

// cutOff tells that the store has gone since the request came: what is under way ends.
func (f struck) cutOff() bool {
	if f.kind != Gone || f.store.faultsOver() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.begun && !f.since.Before(f.came)
}

// isFirst tells a request for byte 0, or of the first part, from others.
func isFirst(r *http.Request) bool {
	if r.Method == http.MethodPut {
		n := r.URL.Query().Get("partNumber")
		return n == "" || n == "1"
	}
	rng := r.Header.Get("Range")
	return r.Method == http.MethodGet && (rng == "" || strings.HasPrefix(rng, "bytes=0-"))
}
