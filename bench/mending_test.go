package bench

import (
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// mended is the merged reader with some of its three lines.
func mended(lines defects.Mending) rows.Row {
	return rows.Row{Strategy: strategies.Strategy{Name: "mended", New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
		return defects.NewMended(src, lines, opts...)
	}}}
}

// With all three lines the merged reader does what mutex does, to the nanosecond
// and the byte: it needs no row of its own.
func TestMendedIsMutex(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for _, u := range harness.Uploaders() {
		want, err := uploadCell(u, rows.Lookup("mutex"), 16<<20).Run()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := uploadCell(u, mended(defects.MendAll), 16<<20).Run(); err != nil || got != want {
			t.Errorf("%s: mended: %+v, %v; mutex: %+v", u.Name, got, err, want)
		}
	}
}

// Of the three lines it is the offset's that makes the bytes right, and none that
// saves a request. The figures are those of strategies/defects/README.md.
func TestWhatMendingBuys(t *testing.T) {
	if RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	for lines := defects.Mending(0); lines <= defects.MendAll; lines++ {
		f, err := uploadCell(harness.Uploaders()[0], mended(lines), 64<<20).Run()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("lines %03b: %d wrong bytes, %d GETs, %.2f s", lines, f.Wrong, f.GETs, f.Took.Seconds())
		wrong, gets := int64(97_881), int64(2045)
		if lines&defects.MendOffset != 0 {
			wrong, gets = 0, 2048
		}
		if f.Wrong != wrong || f.GETs != gets {
			t.Errorf("lines %03b: %d wrong bytes, %d GETs; want %d, %d", lines, f.Wrong, f.GETs, wrong, gets)
		}
	}
}
