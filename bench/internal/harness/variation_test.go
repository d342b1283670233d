package harness

import (
	"strings"
	"testing"
	"time"

	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// On every built-in profile every reader copies right, and the slower the first
// byte, the longer a copy that waits for it takes.
func TestEveryProfileCopiesEveryByte(t *testing.T) {
	const size = 6 << 20
	profiles := profile.All()
	if RaceEnabled {
		profiles = profiles[:1] // the others differ in time only
	}
	for _, p := range profiles {
		for _, s := range rows.Published() {
			c := Cell{Uploader: Uploaders()[0], Row: s, Objects: Objects(size), Profile: p}
			if !c.measured() {
				continue
			}
			f, err := c.Run()
			if err != nil || f.Size != size || f.Wrong != 0 && s.Kind != strategies.Defect {
				t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", c.Name(), f.Size, f.Wrong, err, size)
			}
			if low := p.GetFirstByte.P50 + p.PutAck.P50/2; f.Took < low {
				t.Errorf("%s: took %v, less than the store takes to answer once, %v", c.Name(), f.Took, low)
			}
		}
	}
}

// The two ends of the lock are ends: one interleaves the callers, the other lets
// the same one go on, and both deliver every byte.
func TestEndsOfTheLock(t *testing.T) {
	got := map[string]Figures{}
	for _, s := range []rows.Row{named(t, "mutex"), named(t, "mutex-barging")} {
		c := Cell{Uploader: Uploaders()[0], Row: s, Objects: Objects(16 << 20), Profile: profile.S3Standard()}
		f, err := c.Run()
		if err != nil || f.Wrong != 0 {
			t.Fatalf("%s: %d wrong, %v", s.Name, f.Wrong, err)
		}
		got[s.Name] = f
	}
	fair, barging := got["mutex"], got["mutex-barging"]
	if fair.GETs < 16<<20/(32<<10)-1 {
		t.Errorf("mutex: %d GETs; want one a call", fair.GETs)
	}
	if barging.GETs > 20 || barging.Took*5 > fair.Took {
		t.Errorf("mutex-barging: %d GETs in %v; want far less than %d in %v", barging.GETs, barging.Took, fair.GETs, fair.Took)
	}
}

// An upload whose body comes too slowly is hung up on, as by S3, and the error
// says so: by itself it is no more than a closed connection.
func TestHangUpIsNamed(t *testing.T) {
	p := profile.S3Standard()
	p.Name, p.IdleTimeout = "impatient", 104*time.Millisecond
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	// Five workers take turns of 36 ms.
	c := Cell{Uploader: Uploaders()[0], Row: named(t, "mutex"), Objects: Objects(32 << 20), Profile: p}
	_, err := c.Run()
	if err == nil || !strings.Contains(err.Error(), "nothing had moved for 104ms, the idleTimeout of profile impatient") {
		t.Errorf("run = %v; want an error that names the idle timeout", err)
	}
}

// Each latency of a profile is that of its own operation, and varies if it says
// so: the time of an upload depends on them as many times as they occur in a row.
func TestEveryLatencyHasItsOperation(t *testing.T) {
	took := func(p profile.Profile) time.Duration {
		t.Helper()
		c := Cell{Uploader: Uploaders()[1], Row: named(t, "stream"), Objects: Objects(16 << 20), Profile: p}
		f, err := c.Run()
		if err != nil {
			t.Fatal(err)
		}
		return f.Took
	}
	base := took(profile.S3Standard())
	for name, c := range map[string]struct {
		of    func(*profile.Profile) *profile.Latency
		times time.Duration
	}{
		"getFirstByte": {func(p *profile.Profile) *profile.Latency { return &p.GetFirstByte }, 1},
		"putAck":       {func(p *profile.Profile) *profile.Latency { return &p.PutAck }, 1},
		"control":      {func(p *profile.Profile) *profile.Latency { return &p.Control }, 2}, // create and complete
	} {
		const more = 70 * time.Millisecond
		p := profile.S3Standard()
		c.of(&p).P50 += more
		// What is waited for with a part on its way costs less than it takes.
		if got := took(p) - base; got < c.times*more/2 || got > c.times*more {
			t.Errorf("%s: 70 ms more make the upload %v longer; want about %v", name, got, c.times*more)
		}
		p = profile.S3Standard()
		c.of(&p).P99 = c.of(&p).P50 * 3
		if got := took(p); got == base {
			t.Errorf("%s: with a p99 of three times the median it takes %v, as without", name, got)
		}
	}
}
