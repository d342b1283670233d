package gate

import (
	"maps"
	"math"
	"slices"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// Diff is what two revisions have and have not in common.
type Diff struct {
	Cells    []Cell // of here, in their order
	Vanished []cell.Name
}

// Cell is one that is here, and what became of it.
type Cell struct {
	Name cell.Name
	// New: there is nothing to compare it with. It must be right all the same, unless
	// its reader is a defect: one with wrong copies at the base already.
	New bool
	// BaseModel and Model are the versions of the model. Where they differ, only
	// wrong bytes compare.
	BaseModel, Model string
	Changes          []Change // in the order of the units
	NewUnits         []string // of figures that the base has not
}

// Compare compares figure by figure. What the base says of a unit, its direction and
// that it is exact, holds here too: a change of that turns nothing off.
func Compare(base, here *Figures) (*Diff, error) {
	d := &Diff{}
	units := maps.Clone(here.units)
	maps.Copy(units, base.units)
	for _, name := range here.Names {
		c, err := compareCell(base, here, name, units)
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

func compareCell(base, here *Figures, name cell.Name, units benchfmt.UnitMetadataMap) (Cell, error) {
	before, after := base.Result(name), here.Result(name)
	c := Cell{Name: name, Model: after.GetConfig(cell.Model)}
	if c.New = before == nil; c.New {
		c.BaseModel = c.Model
		if base.defects[c.Reader()] {
			return c, nil
		}
		before = &benchfmt.Result{Name: after.Name, Values: []benchfmt.Value{{Unit: cell.WrongBytes}}} // as it has to be
	} else {
		c.BaseModel = before.GetConfig(cell.Model)
	}
	all := withLost(before, after)
	limits, err := limitsOf(all)
	if err != nil {
		return c, err
	}
	for i, v := range all.Values {
		was, ok := before.Value(v.Unit)
		switch {
		case !ok && !c.New:
			c.NewUnits = append(c.NewUnits, v.Unit)
		case !ok || same(was, v.Value) || c.OtherModel() && v.Unit != cell.WrongBytes:
		default:
			c.Changes = append(c.Changes, newChange(v.Unit, was, v.Value, units, limits[i]))
		}
	}
	return c, nil
}

// withLost is the cell with a NaN for each figure that it no longer has.
func withLost(before, after *benchfmt.Result) *benchfmt.Result {
	all := after.Clone()
	for _, v := range before.Values {
		if _, ok := after.Value(v.Unit); !ok {
			all.Values = append(all.Values, benchfmt.Value{Value: math.NaN(), Unit: v.Unit})
		}
	}
	return all
}

// Reader is the reader of the cell.
func (c Cell) Reader() string { return c.Name.Get("reader") }

// Fails are the figures of the cell that fail.
func (c Cell) Fails() []Change {
	return slices.DeleteFunc(slices.Clone(c.Changes), func(ch Change) bool { return !ch.Fails() })
}

// change is that of a unit, or nil.
func (c Cell) change(unit string) *Change {
	i := slices.IndexFunc(c.Changes, func(ch Change) bool { return ch.Unit == unit })
	if i < 0 {
		return nil
	}
	return &c.Changes[i]
}

// Kinds of change, of which a cell may have several.

// NewlyWrong: has wrong bytes and had none.
func (c Cell) NewlyWrong() bool {
	ch := c.change(cell.WrongBytes)
	return ch != nil && ch.Base == 0
}

// Mended: had wrong bytes and has none.
func (c Cell) Mended() bool {
	ch := c.change(cell.WrongBytes)
	return ch != nil && ch.Here == 0
}

// Worse: some figure got worse, and none better.
func (c Cell) Worse() bool { return c.moved(-1) && !c.moved(1) }

// Better: some figure got better, and none worse.
func (c Cell) Better() bool { return c.moved(1) && !c.moved(-1) }

// Mixed: some figures got better, others worse.
func (c Cell) Mixed() bool { return c.moved(1) && c.moved(-1) }

func (c Cell) moved(better int) bool {
	return !c.New && slices.ContainsFunc(c.Changes, func(ch Change) bool { return ch.Better == better })
}

// Requests: makes another number of them.
func (c Cell) Requests() bool { return c.change(cell.GETs) != nil }

// Otherwise: what changed is neither better nor worse.
func (c Cell) Otherwise() bool { return !c.New && len(c.Changes) > 0 && !c.moved(1) && !c.moved(-1) }

// OtherModel tells whether nothing but wrong bytes compares.
func (c Cell) OtherModel() bool { return c.BaseModel != c.Model }

// Same: every figure that compares is what it was.
func (c Cell) Same() bool { return !c.New && !c.OtherModel() && len(c.Changes) == 0 }

// Identical: and there are no others.
func (c Cell) Identical() bool { return c.Same() && len(c.NewUnits) == 0 }
