// Package gate compares the figures of two revisions, cell by cell, and says which of
// them fail. benchstat compares as well, but it has no exit status (golang/go#20728).
package gate

import (
	"fmt"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// Figures are the cells of one revision, which may be of any version of this program.
type Figures struct {
	Names []cell.Name // in order

	units   benchfmt.UnitMetadataMap
	cells   map[cell.Name]*benchfmt.Result
	defects map[string]bool // readers with wrong bytes in some cell
}

// NewFigures takes the results of any number of files. A virtual figure is exact and
// measured once, so a second result for a cell is an error.
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
			if v, ok := r.Value(cell.WrongBytes); ok && v != 0 {
				f.defects[name.Get("reader")] = true
			}
		}
	}
	return f, nil
}

// Only is f with the cells that keep accepts. Its defects are those of all of f.
func (f *Figures) Only(keep func(cell.Name) bool) *Figures {
	only := *f
	only.Names, only.cells = nil, map[cell.Name]*benchfmt.Result{}
	for _, name := range f.Names {
		if keep(name) {
			only.Names, only.cells[name] = append(only.Names, name), f.cells[name]
		}
	}
	return &only
}

// Result is the cell of that name, or nil.
func (f *Figures) Result(name cell.Name) *benchfmt.Result { return f.cells[name] }

// Set is the named cells, all of which f has, with the unit lines of f.
func (f *Figures) Set(names []cell.Name) *results.Set {
	s := &results.Set{}
	for _, u := range f.units {
		s.Units = append(s.Units, u) // Set.Write sorts them
	}
	for _, name := range names {
		s.Results = append(s.Results, f.cells[name])
	}
	return s
}
