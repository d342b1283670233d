package gate

import (
	"maps"
	"math"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"readeratbench/scripts/internal/results"
)

// Diff is what two revisions have and have not in common.
type Diff struct {
	Cells    []Cell // of here, in their order
	Vanished []string
	// NewUnits and VanishedUnits count, by unit, the cells of both that have such a
	// figure on one side alone.
	NewUnits, VanishedUnits map[string]int
}

// Cell is one that is here, and what became of it.
type Cell struct {
	Name, Reader string
	// New: there is nothing to compare it with. It must be right all the same, unless
	// its reader is a defect: one with wrong copies at the base already.
	New bool
	// BaseModel and Model are the versions of the model. Where they differ, only
	// wrong bytes compare.
	BaseModel, Model string
	Changes          []Change // in the order of the units
}

// Compare compares figure by figure.
func Compare(base, here *Figures) (*Diff, error) {
	d := &Diff{NewUnits: map[string]int{}, VanishedUnits: map[string]int{}}
	known := base.wrongReaders()
	units := maps.Clone(base.units) // a Unit line that is lost here turns nothing off
	maps.Copy(units, here.units)
	for _, name := range here.Names {
		c, err := d.compare(base.Result(name), here.Result(name), units, known)
		if err != nil {
			return nil, err
		}
		d.Cells = append(d.Cells, c)
	}
	for _, name := range base.Names {
		if here.Result(name) == nil {
			d.Vanished = append(d.Vanished, name)
		}
	}
	return d, nil
}

func (d *Diff) compare(before, after *benchfmt.Result, units benchfmt.UnitMetadataMap, known map[string]bool) (Cell, error) {
	c := Cell{Name: after.Name.String(), Reader: reader(after), Model: after.GetConfig(results.ModelKey)}
	if before == nil {
		c.New, c.BaseModel = true, c.Model
		if known[c.Reader] {
			return c, nil
		}
		before = &benchfmt.Result{Values: []benchfmt.Value{{Value: 0, Unit: results.WrongBytes}}} // as it has to be
	} else {
		c.BaseModel = before.GetConfig(results.ModelKey)
		d.countUnits(before, after)
	}
	limits, err := limitsOf(after)
	if err != nil {
		return c, err
	}
	for i, v := range after.Values {
		was, ok := before.Value(v.Unit)
		if !ok || same(was, v.Value) || c.OtherModel() && v.Unit != results.WrongBytes {
			continue
		}
		c.Changes = append(c.Changes, newChange(v.Unit, was, v.Value, units, limits[i]))
	}
	return c, nil
}

// same: two that are no number are no change.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// OtherModel tells whether nothing but wrong bytes compares.
func (c Cell) OtherModel() bool { return c.BaseModel != c.Model }

func (d *Diff) countUnits(before, after *benchfmt.Result) {
	for _, v := range after.Values {
		if _, ok := before.Value(v.Unit); !ok {
			d.NewUnits[v.Unit]++
		}
	}
	for _, v := range before.Values {
		if _, ok := after.Value(v.Unit); !ok {
			d.VanishedUnits[v.Unit]++
		}
	}
}

// Change is a figure that is not what it was.
type Change struct {
	Unit       string
	Base, Here float64
	Delta      string // as benchstat has it: "+1.00%", or "?" of nothing
	Better     int    // 1: it got better, -1: worse, 0: neither

	exact bool
	limit limit
}

func newChange(unit string, was, is float64, units benchfmt.UnitMetadataMap, l limit) Change {
	assume, better := units.GetAssumption(unit), units.GetBetter(unit)
	if unit == results.WrongBytes {
		better = -1 // whatever its Unit line says, or does not
	}
	before := benchmath.NewSample([]float64{was}, &benchmath.DefaultThresholds)
	after := benchmath.NewSample([]float64{is}, &benchmath.DefaultThresholds)
	c := Change{
		Unit: unit, Base: was, Here: is,
		Delta: assume.Compare(before, after).FormatDelta(was, is),
		exact: assume == benchmath.AssumeExact,
		limit: l,
	}
	switch {
	case better == 0:
	case math.IsNaN(is):
		c.Better = -1 // it is no longer known
	case math.IsNaN(was):
		c.Better = 1
	case was < is:
		c.Better = better
	default:
		c.Better = -better
	}
	return c
}

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

// Fails are the figures of the cell that fail.
func (c Cell) Fails() []Change {
	var fails []Change
	for _, ch := range c.Changes {
		if ch.Fails() {
			fails = append(fails, ch)
		}
	}
	return fails
}

// change is that of a unit, or nil.
func (c Cell) change(unit string) *Change {
	for i := range c.Changes {
		if c.Changes[i].Unit == unit {
			return &c.Changes[i]
		}
	}
	return nil
}

// better is the direction in which a figure moved, or 0.
func (c Cell) better(unit string) int {
	if ch := c.change(unit); ch != nil {
		return ch.Better
	}
	return 0
}

// Kinds of change, of which a cell may have several.

// NewlyWrong: has wrong bytes and had none.
func (c Cell) NewlyWrong() bool {
	ch := c.change(results.WrongBytes)
	return ch != nil && ch.Base == 0
}

// Mended: had wrong bytes and has none.
func (c Cell) Mended() bool {
	ch := c.change(results.WrongBytes)
	return ch != nil && ch.Here == 0
}

// Slower and Faster go by the time that a copy takes.
func (c Cell) Slower() bool { return c.better("vsec/op") < 0 }
func (c Cell) Faster() bool { return c.better("vsec/op") > 0 }

// Requests: makes another number of them.
func (c Cell) Requests() bool { return c.change("GETs/op") != nil }

// Same: every figure that compares is what it was.
func (c Cell) Same() bool { return !c.New && !c.OtherModel() && len(c.Changes) == 0 }

// Otherwise: has neither another time nor another number of requests.
func (c Cell) Otherwise() bool {
	return len(c.Changes) > 0 && c.change("vsec/op") == nil && !c.Requests() && !c.NewlyWrong()
}
