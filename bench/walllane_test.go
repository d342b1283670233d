package bench

import (
	"slices"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
)

// On the real clock the same readers copy the same bytes with the same requests.
func TestWallLane(t *testing.T) {
	const size = 5<<20 + 64<<10 // a small second part: callers meet, but not for long
	for _, s := range slices.Concat(soundSubjects(), []subject{syncSubject(strategyNamed(t, "mutex"))}) {
		if slices.Contains([]string{"stateless", "stateless-open-ended", "stateless-locked", "reopen-at-0"}, s.name) {
			continue // a request for every 32 KiB takes seconds
		}
		each(t, s, size, func(t *testing.T, c cell) {
			c.wall = true
			start := time.Now()
			f, err := c.run()
			if err != nil || f.wrong != 0 || f.size != size {
				t.Fatalf("size, wrong = %d, %d, %v; want %d, 0", f.size, f.wrong, err, size)
			}
			if real := time.Since(start); f.took > real {
				t.Errorf("took %v in %v: not the real clock", f.took, real)
			}
			// In which order callers come is not ours to say here, and a
			// sync.Mutex cannot be waited for in virtual time.
			if slices.Contains([]string{"mutex", "mutex-sync", "contentutil-locked", "readahead"}, s.name) {
				return
			}
			c.wall = false
			if virtual, err := c.run(); err != nil || f.gets != virtual.gets {
				t.Errorf("%d GETs; in virtual time %d, %v", f.gets, virtual.gets, err)
			}
		})
	}
}

// A copy ends no sooner than what is slept for it: round trips of the handshake at
// the dial, that of the request and its answer at the store. (How much later is for
// model-error.md to say: here it would hang on the machine.)
func TestWallLaneSleeps(t *testing.T) {
	p := S3Standard()
	p.RTT, p.GetFirstByte, p.PutAck = 50*time.Millisecond, always(20*time.Millisecond), always(30*time.Millisecond)
	for _, s := range references() {
		least := 2*p.RTT + p.RTT + p.PutAck.P50
		if s.name == "stream" { // a GET before it, on the same connection
			least += p.RTT + p.GetFirstByte.P50
		}
		c := cell{uploader: uploaders()[0], subject: s, content: content.Generated(seed, 1000), profile: p, wall: true}
		if f, err := c.run(); err != nil || f.took < least {
			t.Errorf("%s took %v, %v; want at least %v", s.name, f.took, err, least)
		}
	}
}

// Workers are as many as asked for: each has a connection of its own.
func TestWorkers(t *testing.T) {
	for _, u := range uploaders() {
		for _, workers := range []int{1, 3, 7} {
			u.workers = workers
			c := cell{uploader: u, subject: named(t, "memory"), content: content.Generated(seed, 64<<20), profile: S3Standard()}
			f, err := c.run()
			if err != nil || f.conns != int64(workers) {
				t.Errorf("%s: %d connections of %d workers, %v", u.name, f.conns, workers, err)
			}
		}
	}
}
