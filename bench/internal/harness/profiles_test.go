package harness

import (
	"testing"
	"time"

	"readeratbench/bench/internal/profile"
)

// Rule: readers are right, and figures repeat, with every built-in profile; the
// profiles differ, and so do the seeds of one that varies.
func TestFiguresOfProfiles(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	again := profile.S3StandardTail()
	again.Name, again.Seed = "another-seed", again.Seed+1
	times := make(map[time.Duration]string)
	for _, p := range append(profile.All(), again) {
		each(t, named(t, "pooled"), 12<<20, func(t *testing.T, c Cell) {
			c.Profile = p
			first, err := c.Run()
			if err != nil || first.Wrong != 0 {
				t.Fatalf("%s: %+v, %v", p.Name, first, err)
			}
			if second, err := c.Run(); err != nil || second != first {
				t.Errorf("%s: %+v, %v; first %+v", p.Name, second, err, first)
			}
			if other, taken := times[first.Took]; taken {
				t.Errorf("%s and %s both take %v", p.Name, other, first.Took)
			}
			times[first.Took] = p.Name
		})
	}
}
