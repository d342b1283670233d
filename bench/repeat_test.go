package bench

import (
	"runtime/debug"
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

// More workers than there are streams wait for each other within the reader, and a
// collector that interrupts them at every turn decides nothing.
func TestFiguresRepeatWhenWorkersWait(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for _, name := range []string{"pooled", "readahead"} {
		u := uploaders()[0]
		u.workers = parts
		c := cell{uploader: u, subject: named(t, name), content: content.Generated(seed, parts*u.partSize()), profile: s3StandardTail()}
		var first figures
		for i, percent := range []int{100, 1, 5, 1, 20} {
			old := debug.SetGCPercent(percent)
			f, err := c.run()
			debug.SetGCPercent(old)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = f
			}
			if f != first {
				t.Errorf("%s with 20 workers, GOGC=%d: %+v; first: %+v", name, percent, f, first)
			}
		}
	}
}
