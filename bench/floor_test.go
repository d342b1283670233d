package bench

import (
	"testing"
	"time"

	"readeratbench/bench/internal/content"
)

// For the manager the floor is a sum that can be written down: the body in memory,
// and one GET of what it first asks for over a connection that is not there yet.
func TestFloorIsMemoryAndOneGet(t *testing.T) {
	for _, p := range Profiles() {
		if p.GetFirstByte.P99 > 0 {
			continue // another draw, another sum
		}
		p.InitialWindow = 0 // simnet's own tests have the sum with slow start
		took := map[string]time.Duration{}
		for _, s := range references() {
			c := cell{uploader: uploaders()[0], subject: s, content: content.Generated(seed, 1<<20), profile: p}
			f, err := c.run()
			if err != nil || f.wrong != 0 {
				t.Fatalf("%s: %d wrong, %v", c.name(), f.wrong, err)
			}
			took[s.name] = f.took
		}
		get := 2*p.RTT + p.RTT + p.GetFirstByte.P50 + time.Duration(managerNeeds*int64(time.Second)/p.ConnRate)
		// Headers and the admission of a request come on top.
		if extra := took["floor"] - took["memory"] - get; extra < 0 || extra > 100*time.Microsecond {
			t.Errorf("%s: floor %v, memory %v: %v more; want %v", p.Name, took["floor"], took["memory"], took["floor"]-took["memory"], get)
		}
	}
}

// Nothing that reads from the store is faster than the floor, near it or far from
// it; but for a tenth of a millisecond, by which slow start moves when the body comes
// in other pieces.
func TestNobodyIsFasterThanTheFloor(t *testing.T) {
	if RaceEnabled {
		t.Skip("exact, and so not under the race detector")
	}
	for _, p := range []Profile{S3Standard(), crossRegion()} {
		for _, u := range uploaders() {
			for _, mib := range []int64{4, 8, 16, 64} {
				run := func(s subject) time.Duration {
					c := cell{uploader: u, subject: s, content: content.Generated(seed, mib<<20), profile: p}
					if !c.fits() {
						return time.Hour
					}
					f, err := c.run()
					if err != nil {
						t.Fatalf("%s: %v", c.name(), err)
					}
					return f.took
				}
				floor := run(named(t, "floor"))
				for _, name := range []string{"readahead", "pooled", "stream", "mutex-barging"} {
					if took := run(named(t, name)); took < floor-floor/1000 {
						t.Errorf("uploader=%s size=%dMiB profile=%s: %s took %v, the floor %v", u.name, mib, p.Name, name, took, floor)
					}
				}
			}
		}
	}
}
