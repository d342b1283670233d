package harness

import (
	"testing"
	"time"

	"readeratbench/bench/internal/meter"
	"readeratbench/internal/cell"
)

// Every unit of a line is measured, and nothing that is no unit; values are those of
// one operation, however many were summed.
func TestValues(t *testing.T) {
	f := Figures{time.Second, 2000, 3, 4, 5, 6, 10, meter.Usage{Open: 7 * time.Second, Waited: 8 * time.Second, Buffered: 9}}
	want := map[string]float64{
		cell.Time: 1, cell.Rate: 2000, cell.GETs: 3, cell.Conns: 4, cell.SourceB: 5, cell.WrongBytes: 6,
		cell.InFlight: 7, cell.Wait: 8, cell.PeakBuffer: 9, cell.ReadErrors: 10,
	}
	sum := f
	sum.add(f)
	for _, u := range cell.Units {
		value, ok := values[u.Name]
		if !ok {
			t.Errorf("%s is not measured: values needs a line", u.Name)
			continue
		}
		if w, ok := want[u.Name]; !ok || value(f, 1) != w || value(sum, 2) != w {
			t.Errorf("%s is %v, and %v of two; want %v", u.Name, value(f, 1), value(sum, 2), w)
		}
	}
	if v := values[cell.ReadErrors](Figures{}, 1); v >= 0 {
		t.Errorf("without errors there are %v of them; want no figure", v)
	}
	if len(values) != len(cell.Units) {
		t.Errorf("%d values of %d units", len(values), len(cell.Units))
	}
}
