package gate

import (
	"maps"
	"math"
	"slices"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// Diff is the difference between two revisions.
type Diff struct {
	Cells    []Cell // of here, in their order
	Vanished []cell.Name
}

// Cell is a cell of here, compared with the same cell of the base.
type Cell struct {
	Name cell.Name
	// New: the base does not have the cell. Its copy must be right, unless its reader
	// has wrong bytes at the base already.
	New bool
	// BaseModel and Model are the versions of the model. Where they differ, only wrong
	// bytes are compared.
	BaseModel, Model string
	Changes          []Change // in the order of the units
	NewUnits         []string // of figures that the base does not have
}

// Compare compares figure by figure. The unit lines of the base win, so that a change
// cannot turn a limit off by turning a unit round.
func Compare(base, here *Figures) *Diff {
	d := &Diff{}
	units := maps.Clone(here.units)
	maps.Copy(units, base.units)
	for _, name := range here.Names {
		d.Cells = append(d.Cells, compareCell(base, here, name, units))
	}
	for _, name := range base.Names {
		if here.Result(name) == nil {
			d.Vanished = append(d.Vanished, name)
		}
	}
	return d
}

func compareCell(base, here *Figures, name cell.Name, units benchfmt.UnitMetadataMap) Cell {
	before, after := base.Result(name), here.Result(name)
	c := Cell{Name: name, New: before == nil, Model: after.GetConfig(cell.Model)}
	if c.New {
		c.BaseModel = c.Model
		if wrong, _ := after.Value(cell.WrongBytes); wrong != 0 && !base.defects[c.Reader()] {
			c.Changes = []Change{newChange(name, cell.WrongBytes, 0, wrong, units)}
		}
		return c
	}
	c.BaseModel = before.GetConfig(cell.Model)
	for _, v := range withLost(before, after) {
		was, ok := before.Value(v.Unit)
		switch {
		case !ok:
			c.NewUnits = append(c.NewUnits, v.Unit)
		case same(was, v.Value) || c.BaseModel != c.Model && v.Unit != cell.WrongBytes:
		default:
			c.Changes = append(c.Changes, newChange(name, v.Unit, was, v.Value, units))
		}
	}
	return c
}

// withLost are the figures of after, and a NaN for each that only before has.
func withLost(before, after *benchfmt.Result) []benchfmt.Value {
	all := slices.Clone(after.Values)
	for _, v := range before.Values {
		if _, ok := after.Value(v.Unit); !ok {
			all = append(all, benchfmt.Value{Value: math.NaN(), Unit: v.Unit})
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

// Change is how the figure of a unit changed, or nil.
func (c Cell) Change(unit string) *Change {
	i := slices.IndexFunc(c.Changes, func(ch Change) bool { return ch.Unit == unit })
	if i < 0 {
		return nil
	}
	return &c.Changes[i]
}

// Kind sums up the changes of a cell.
type Kind int

const (
	Same       Kind = iota // all figures that both sides have are equal
	Worse                  // some figure got worse, and none better
	Mixed                  // some figures got better, others worse
	Better                 // some figure got better, and none worse
	Otherwise              // no changed figure has a direction
	New                    // the base does not have the cell
	OtherModel             // only wrong bytes are compared, and they are equal
)

// Kind is the cell's only one.
func (c Cell) Kind() Kind {
	moved := func(better int) bool {
		return slices.ContainsFunc(c.Changes, func(ch Change) bool { return ch.Better == better })
	}
	switch worse, better := moved(-1), moved(1); {
	case c.New:
		return New
	case worse && better:
		return Mixed
	case worse:
		return Worse
	case better:
		return Better
	case len(c.Changes) > 0:
		return Otherwise
	case c.BaseModel != c.Model:
		return OtherModel
	}
	return Same
}

// Identical: both sides have the same figures, and they are equal.
func (c Cell) Identical() bool { return c.Kind() == Same && len(c.NewUnits) == 0 }
