package harness

import (
	"testing"

	"readeratbench/bench/internal/profile"
)

// Objects that are copied at once are told apart: each arrives as itself, through a
// reader of its own, and all of them are counted.
func TestLayersAreApart(t *testing.T) {
	for _, name := range []string{"mutex", "pooled", "readahead", "stream", "floor"} {
		c := Cell{
			Uploader: Uploaders()[0], Row: named(t, name), Objects: Objects(6<<20, 6<<20, 7<<20), Profile: profile.S3Standard(),
		}
		f, err := c.Run()
		if err != nil || f.Wrong != 0 || f.Size != 19<<20 {
			t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", name, f.Size, f.Wrong, err, 19<<20)
		}
		if f.GETs < 3 {
			t.Errorf("%s: %d GETs of 3 objects", name, f.GETs)
		}
		one, two := c, c
		one.Parallel, two.Parallel = 1, 2
		slow, err := one.Run()
		if err != nil {
			t.Fatal(err)
		}
		faster, err := two.Run()
		if err != nil {
			t.Fatal(err)
		}
		if f.Took >= faster.Took || faster.Took >= slow.Took {
			t.Errorf("%s: all at once %v, 2 at a time %v, one %v; want less for more", name, f.Took, faster.Took, slow.Took)
		}
	}
}
