// Package gate compares the exact figures of two revisions, cell by cell, and says
// which changes are too much to pass. benchstat compares as well, but it has no exit
// status (golang/go#20728).
package gate

import (
	"fmt"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// Figures are the cells of one revision, of whatever version of this program.
type Figures struct {
	Names []cell.Name // in order

	units   benchfmt.UnitMetadataMap
	cells   map[cell.Name]*benchfmt.Result
	defects map[string]bool // readers with wrong bytes in some cell
}

// NewFigures takes results of any number of files. An exact figure is measured once: a
// cell that is there twice is refused.
func NewFigures(sets ...*results.Set) (*Figures, error) {
	f := &Figures{units: benchfmt.UnitMetadataMap{}, cells: map[cell.Name]*benchfmt.Result{}, defects: map[string]bool{}}
	for _, set := range sets {
		for _, u := range set.Units {
			f.units[u.UnitMetadataKey] = u
		}
		for _, r := range set.Results {
			name := results.NameOf(r)
			if f.cells[name] != nil {
				return nil, fmt.Errorf("cell %s is there twice", name)
			}
			f.Names, f.cells[name] = append(f.Names, name), r
			if v, ok := r.Value(cell.WrongBytes); ok && v != 0 && name.Get("reader") != "" {
				f.defects[name.Get("reader")] = true
			}
		}
	}
	return f, nil
}

// Only is what f has of the cells that keep says. It still knows which readers are
// defects.
func (f *Figures) Only(keep func(cell.Name) bool) *Figures {
	only := &Figures{units: f.units, cells: map[cell.Name]*benchfmt.Result{}, defects: f.defects}
	for _, name := range f.Names {
		if keep(name) {
			only.Names, only.cells[name] = append(only.Names, name), f.cells[name]
		}
	}
	return only
}

// Result is the cell of that name, or nil.
func (f *Figures) Result(name cell.Name) *benchfmt.Result { return f.cells[name] }
