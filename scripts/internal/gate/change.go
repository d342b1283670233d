package gate

import (
	"math"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// Change is a figure that differs between base and here.
type Change struct {
	Unit       string
	Base, Here float64 // NaN here: no longer measured
	Better     int     // 1: it got better, -1: worse, 0: neither

	limit limit
}

func newChange(name cell.Name, unit string, was, is float64, units benchfmt.UnitMetadataMap) Change {
	return Change{Unit: unit, Base: was, Here: is, Better: better(unit, was, is, units), limit: limitOf(name, unit)}
}

// better follows the unit lines. Wrong bytes are an exception: more are worse, whatever
// the unit line says.
func better(unit string, was, is float64, units benchfmt.UnitMetadataMap) int {
	direction := units.GetBetter(unit)
	if unit == cell.WrongBytes {
		direction = -1
	}
	switch {
	case direction == 0:
		return 0
	case math.IsNaN(is):
		return -1
	case math.IsNaN(was):
		return 1
	case was < is:
		return direction
	}
	return -direction
}

// same counts two NaNs as equal.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// rounding allows a figure that is worse by exactly its limit. Figures have four digits,
// and this is about the seventeenth.
const rounding = 1e-9

// Fails tells whether the figure is worse by more than its limit.
func (c Change) Fails() bool {
	if c.Better >= 0 || !c.Judged() {
		return false
	}
	by := math.Abs(c.Here-c.Base) / math.Abs(c.Base) // infinite if the base is 0
	return !(by <= c.limit.worse*(1+rounding))       // a NaN fails
}

// Judged tells whether the figure has a direction and a limit.
func (c Change) Judged() bool { return c.Better != 0 && c.limit.worse != anything }

// Limit says by how much the figure may get worse, and why.
func (c Change) Limit() string { return c.limit.String() }
