package bench

import (
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// mended is the merged reader with some of its three lines.
func mended(lines defects.Mending) subject {
	return strategySubject(strategies.Strategy{Name: "mended", New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
		return defects.NewMended(src, lines, opts...)
	}})
}

// With all three lines the merged reader does what mutex does, to the nanosecond
// and the byte: it needs no row of its own.
func TestMendedIsMutex(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	each(t, named(t, "mutex"), 16<<20, func(t *testing.T, c cell) {
		want, err := c.run()
		if err != nil {
			t.Fatal(err)
		}
		c.subject = mended(defects.MendAll)
		if got, err := c.run(); err != nil || got != want {
			t.Errorf("mended: %+v, %v; mutex: %+v", got, err, want)
		}
	})
}

// Of the three lines it is the offset's that makes the bytes right, and none that
// saves a request. The figures are those of strategies/defects/README.md.
func TestWhatMendingBuys(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for lines := defects.Mending(0); lines <= defects.MendAll; lines++ {
		c := cell{uploader: uploaders()[0], subject: mended(lines), content: content.Generated(seed, 64<<20), profile: S3Standard()}
		f, err := c.run()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("lines %03b: %d wrong bytes, %d GETs, %.2f s", lines, f.wrong, f.gets, f.took.Seconds())
		wrong, gets := int64(97_881), int64(2045)
		if lines&defects.MendOffset != 0 {
			wrong, gets = 0, 2048
		}
		if f.wrong != wrong || f.gets != gets {
			t.Errorf("lines %03b: %d wrong bytes, %d GETs; want %d, %d", lines, f.wrong, f.gets, wrong, gets)
		}
	}
}
