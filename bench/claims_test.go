package bench

import (
	"testing"
	"time"

	"readeratbench/bench/internal/harness"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
)

// What results/README.md says of its figures, and names a test for.

// contentutil's callers get each other's bytes under the manager, and no error says
// so; that is why it is not measured there.
func TestContentutilCorrupts(t *testing.T) {
	if RaceEnabled {
		t.Skip("a data race by nature")
	}
	for _, u := range harness.Uploaders() {
		f, err := uploadCell(u, rows.Lookup("contentutil"), 8<<20).Run()
		if err != nil {
			t.Fatal(err)
		}
		if wrong := f.Wrong > 1<<20; wrong != u.Concurrent {
			t.Errorf("%s: %d bytes are wrong", u.Name, f.Wrong)
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
	for _, p := range []Profile{S3Standard(), profile.CrossRegion()} {
		for _, u := range harness.Uploaders() {
			for _, mib := range []int64{4, 8, 16, 64} {
				run := func(name string) time.Duration {
					c := variation{profile: p}.of(uploadCell(u, rows.Lookup(name), mib<<20))
					f, err := c.Run()
					if err != nil {
						t.Fatalf("%s: %v", c.Name(), err)
					}
					return f.Took
				}
				floor := run(rows.Floor)
				for _, name := range []string{"readahead", "pooled", rows.Stream, "mutex-barging"} {
					if took := run(name); took < floor-floor/1000 {
						t.Errorf("uploader=%s size=%dMiB profile=%s: %s took %v, the floor %v", u.Name, mib, p.Name, name, took, floor)
					}
				}
			}
		}
	}
}
