package gate

import (
	"math"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"readeratbench/internal/cell"
)

// Change is a figure that is not what it was.
type Change struct {
	Unit       string
	Base, Here float64 // NaN here: it is no longer measured
	Delta      string  // as benchstat has it: "+1.00%", or "?" of nothing
	Better     int     // 1: it got better, -1: worse, 0: neither

	exact bool
	limit limit
}

func newChange(unit string, was, is float64, units benchfmt.UnitMetadataMap, l limit) Change {
	before := benchmath.NewSample([]float64{was}, &benchmath.DefaultThresholds)
	after := benchmath.NewSample([]float64{is}, &benchmath.DefaultThresholds)
	return Change{
		Unit: unit, Base: was, Here: is,
		// One run each: a test of anything but exact ones would have nothing to say.
		Delta:  benchmath.AssumeExact.Compare(before, after).FormatDelta(was, is),
		Better: better(unit, was, is, units),
		exact:  units.GetAssumption(unit) == benchmath.AssumeExact || unit == cell.WrongBytes,
		limit:  l,
	}
}

// better goes by the unit lines, but for wrong bytes, of which more are worse whatever
// such a line says.
func better(unit string, was, is float64, units benchfmt.UnitMetadataMap) int {
	direction := units.GetBetter(unit)
	if unit == cell.WrongBytes {
		direction = -1
	}
	switch {
	case direction == 0:
		return 0
	case math.IsNaN(is):
		return -1 // nobody knows any longer
	case math.IsNaN(was):
		return 1
	case was < is:
		return direction
	}
	return -direction
}

// same: two that are no number are no change.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// rounding keeps a figure that is worse by the limit itself, which is not too much,
// from failing by its seventeenth digit; figures have four.
const rounding = 1e-9

// Fails tells whether an exact figure is worse by more than it may be.
func (c Change) Fails() bool {
	if !c.exact || c.Better >= 0 || c.limit.worse == anything {
		return false
	}
	by := math.Abs(c.Here-c.Base) / math.Abs(c.Base) // of 0 it is infinite
	return !(by <= c.limit.worse*(1+rounding))       // and a NaN fails
}

// Limit says by how much the figure may be worse, and why.
func (c Change) Limit() string { return c.limit.String() }
