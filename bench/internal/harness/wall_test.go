package harness

import (
	"testing"
	"time"

	"readeratbench/bench/internal/latency"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
)

// On the real clock the same readers copy the same bytes with the same requests.
func TestWallCopies(t *testing.T) {
	const size = 5<<20 + 64<<10 // a small second part: callers meet, but not for long
	for _, s := range append(sound(), rows.GoMutex(named(t, "mutex").Strategy)) {
		if s.Family == "stateless" || s.ConcurrentLimit != 0 {
			continue // a request for every 32 KiB takes seconds
		}
		each(t, s, size, func(t *testing.T, c Cell) {
			c.Wall = true
			start := time.Now()
			f, err := c.Run()
			if err != nil || f.Wrong != 0 || f.Size != size {
				t.Fatalf("size, wrong = %d, %d, %v; want %d, 0", f.Size, f.Wrong, err, size)
			}
			if real := time.Since(start); f.Took > real {
				t.Errorf("took %v in %v: not the real clock", f.Took, real)
			}
			// In which order callers come is not ours to say here, and a
			// sync.Mutex cannot be waited for in virtual time.
			if s.Family == "mutex" || s.Family == "readahead" {
				return
			}
			c.Wall = false
			if virtual, err := c.Run(); err != nil || f.GETs != virtual.GETs {
				t.Errorf("%d GETs; in virtual time %d, %v", f.GETs, virtual.GETs, err)
			}
		})
	}
}

// A copy ends no sooner than what is slept for it: round trips of the handshake at
// the dial, that of the request and its answer at the store. (How much later is for
// model-error.md to say: here it would depend on the machine.)
func TestWallSleeps(t *testing.T) {
	p := profile.S3Standard()
	p.RTT, p.GetFirstByte, p.PutAck = 50*time.Millisecond, latency.Constant(20*time.Millisecond), latency.Constant(30*time.Millisecond)
	for _, s := range rows.References() {
		least := 2*p.RTT + p.RTT + p.PutAck.P50
		if s.Name == "stream" { // a GET before it, on the same connection
			least += p.RTT + p.GetFirstByte.P50
		}
		c := Cell{Uploader: Uploaders()[0], Row: s, Objects: Objects(1000), Profile: p, Wall: true}
		if f, err := c.Run(); err != nil || f.Took < least {
			t.Errorf("%s took %v, %v; want at least %v", s.Name, f.Took, err, least)
		}
	}
}

// Workers are as many as asked for: each has a connection of its own.
func TestWorkers(t *testing.T) {
	for _, u := range Uploaders() {
		for _, workers := range []int{1, 3, 7} {
			u.Workers = workers
			c := Cell{Uploader: u, Row: named(t, "memory"), Objects: Objects(64 << 20), Profile: profile.S3Standard()}
			f, err := c.Run()
			if err != nil || f.Conns != int64(workers) {
				t.Errorf("%s: %d connections of %d workers, %v", u.Name, f.Conns, workers, err)
			}
		}
	}
}
