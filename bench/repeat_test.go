package bench

import (
	"slices"
	"testing"

	"readeratbench/bench/internal/content"
)

// The same operation twice gives the same figures, to the nanosecond and the
// byte. The race detector runs goroutines in a random order, and what is
// runnable at one instant is not ours to order: then it may differ.
func TestFiguresRepeat(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for _, s := range slices.Concat(soundSubjects(), measuredDefects()) {
		each(t, s, 12<<20, func(t *testing.T, c cell) {
			first, err := c.run()
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if again, err := c.run(); err != nil || again != first {
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
	for _, name := range []string{"pooled-locked", "readahead"} {
		u := uploaders()[0]
		u.workers = parts
		c := cell{uploader: u, subject: named(t, name), content: content.Generated(seed, parts*u.partSize()), profile: s3StandardTail()}
		first, err := c.run()
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if again, err := c.run(); err != nil || again != first {
				t.Errorf("%s with 20 workers: %+v, %v; first: %+v", name, again, err, first)
			}
		}
	}
}
