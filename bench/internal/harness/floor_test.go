package harness

import (
	"testing"
	"time"

	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
)

// For the manager the floor is a sum that can be written down: the body in memory,
// and one GET of what it first asks for over a connection that is not there yet.
func TestFloorIsMemoryAndOneGet(t *testing.T) {
	for _, p := range profile.All() {
		if p.GetFirstByte.P99 > 0 {
			continue // another draw, another sum
		}
		p.InitialWindow = 0 // simnet's own tests have the sum with slow start
		took := map[string]time.Duration{}
		for _, s := range rows.References() {
			c := Cell{Uploader: Uploaders()[0], Row: s, Objects: Objects(1 << 20), Profile: p}
			f, err := c.Run()
			if err != nil || f.Wrong != 0 {
				t.Fatalf("%s: %d wrong, %v", c.Name(), f.Wrong, err)
			}
			took[s.Name] = f.Took
		}
		get := 2*p.RTT + p.RTT + p.GetFirstByte.P50 + time.Duration(managerNeeds*int64(time.Second)/p.ConnRate)
		// Headers and the admission of a request come on top.
		if extra := took["floor"] - took["memory"] - get; extra < 0 || extra > 100*time.Microsecond {
			t.Errorf("%s: floor %v, memory %v: %v more; want %v", p.Name, took["floor"], took["memory"], took["floor"]-took["memory"], get)
		}
	}
}
