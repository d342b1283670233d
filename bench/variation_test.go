package bench

import (
	"strings"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
)

// On every built-in profile every reader copies right, and the slower the first
// byte, the longer a copy that waits for it takes.
func TestEveryProfileCopiesEveryByte(t *testing.T) {
	const size = 6 << 20
	for _, p := range Profiles() {
		for _, s := range matrixSubjects() {
			c := cell{uploader: uploaders()[0], subject: s, content: content.Generated(seed, size), profile: p}
			if !c.fits() {
				continue
			}
			f, err := c.run()
			if err != nil || f.size != size || f.wrong != 0 && s.name != "merged" {
				t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", c.name(), f.size, f.wrong, err, size)
			}
			if low := p.GetFirstByte.P50 + p.PutAck.P50/2; f.took < low {
				t.Errorf("%s: took %v, less than the store takes to answer once, %v", c.name(), f.took, low)
			}
		}
	}
}

// Each variation moves a figure that hangs on the first byte, the right way; a
// cell that did not vary would be a range of nothing.
func TestVariationsVary(t *testing.T) {
	took := map[string]figures{}
	for _, v := range variations() {
		c := cell{uploader: uploaders()[1], subject: named(t, "mutex"), content: content.Generated(seed, 6<<20), profile: v.profile}
		f, err := c.run()
		if err != nil {
			t.Fatal(err)
		}
		for keys, g := range took {
			if f.took == g.took {
				t.Errorf("%s and %s both take %v", keys, v.keys, f.took)
			}
		}
		took[v.keys] = f
	}
	low, nominal, high := took["/ttfb=0.8/seed=0"], took["/ttfb=1.0/seed=0"], took["/ttfb=1.2/seed=0"]
	fifth := S3Standard().GetFirstByte.P50 / 5 // one GET
	if nominal.took-low.took != fifth || high.took-nominal.took != fifth {
		t.Errorf("took %v, %v, %v; want steps of %v", low.took, nominal.took, high.took, fifth)
	}
}

// The two ends of the lock are ends: one interleaves the callers, the other lets
// the same one go on, and both deliver every byte.
func TestEndsOfTheLock(t *testing.T) {
	got := map[string]figures{}
	for _, s := range []subject{named(t, "mutex"), named(t, "mutex-barging")} {
		c := cell{uploader: uploaders()[0], subject: s, content: content.Generated(seed, 16<<20), profile: S3Standard()}
		f, err := c.run()
		if err != nil || f.wrong != 0 {
			t.Fatalf("%s: %d wrong, %v", s.name, f.wrong, err)
		}
		got[s.name] = f
	}
	fair, barging := got["mutex"], got["mutex-barging"]
	if fair.gets < 16<<20/(32<<10)-1 {
		t.Errorf("mutex: %d GETs; want one a call", fair.gets)
	}
	if barging.gets > 20 || barging.took*5 > fair.took {
		t.Errorf("mutex-barging: %d GETs in %v; want far less than %d in %v", barging.gets, barging.took, fair.gets, fair.took)
	}
}

// An upload whose body comes too slowly is hung up on, as by S3, and the error
// says so: by itself it is no more than a closed connection.
func TestHangUpIsNamed(t *testing.T) {
	p := S3Standard()
	p.Name, p.IdleTimeout = "impatient", 104*time.Millisecond
	if err := p.check(); err != nil {
		t.Fatal(err)
	}
	// Five workers take turns of 36 ms.
	c := cell{uploader: uploaders()[0], subject: named(t, "mutex"), content: content.Generated(seed, 32<<20), profile: p}
	_, err := c.run()
	if err == nil || !strings.Contains(err.Error(), "nothing had moved for 104ms, the idleTimeout of profile impatient") {
		t.Errorf("run = %v; want an error that names the idle timeout", err)
	}
}

// Each latency of a profile is that of its own operation, and varies if it says
// so: the time of an upload hangs on them as many times as they occur in a row.
func TestEveryLatencyHasItsOperation(t *testing.T) {
	took := func(p Profile) time.Duration {
		t.Helper()
		c := cell{uploader: uploaders()[1], subject: named(t, "stream"), content: content.Generated(seed, 16<<20), profile: p}
		f, err := c.run()
		if err != nil {
			t.Fatal(err)
		}
		return f.took
	}
	base := took(S3Standard())
	for name, c := range map[string]struct {
		of    func(*Profile) *Latency
		times time.Duration
	}{
		"getFirstByte": {func(p *Profile) *Latency { return &p.GetFirstByte }, 1},
		"putAck":       {func(p *Profile) *Latency { return &p.PutAck }, 1},
		"control":      {func(p *Profile) *Latency { return &p.Control }, 2}, // create and complete
	} {
		const more = 70 * time.Millisecond
		p := S3Standard()
		c.of(&p).P50 += more
		// What is waited for with a part on its way costs less than it takes.
		if got := took(p) - base; got < c.times*more/2 || got > c.times*more {
			t.Errorf("%s: 70 ms more make the upload %v longer; want about %v", name, got, c.times*more)
		}
		p = S3Standard()
		c.of(&p).P99 = c.of(&p).P50 * 3
		if got := took(p); got == base {
			t.Errorf("%s: with a p99 of three times the median it takes %v, as without", name, got)
		}
	}
}
