package harness

import (
	"testing"

	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
)

// The same operation twice gives the same figures, to the nanosecond and the
// byte. The race detector runs goroutines in a random order, and what is
// runnable at one instant is not ours to order: then it may differ.
func TestFiguresRepeat(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for _, s := range rows.Published() {
		each(t, s, 12<<20, func(t *testing.T, c Cell) {
			first, err := c.Run()
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if again, err := c.Run(); err != nil || again != first {
					t.Fatalf("again: %+v, %v; first: %+v", again, err, first)
				}
			}
		})
	}
}

// More workers than there are streams wait for each other within the reader.
func TestFiguresRepeatWhenWorkersWait(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	const parts = 20
	for _, name := range []string{"pooled-locked", "readahead"} {
		u := Uploaders()[0]
		u.Workers = parts
		c := Cell{Uploader: u, Row: named(t, name), Objects: Objects(parts * u.PartSize()), Profile: profile.S3StandardTail()}
		first, err := c.Run()
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if again, err := c.Run(); err != nil || again != first {
				t.Errorf("%s with 20 workers: %+v, %v; first: %+v", name, again, err, first)
			}
		}
	}
}
