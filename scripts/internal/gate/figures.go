// Package gate compares the exact figures of two revisions, cell by cell, and says
// which changes are too much to pass. benchstat compares as well, but it has no exit
// status (golang/go#20728).
package gate

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// Figures are the cells of one revision.
type Figures struct {
	Names []string // of the cells, in order, without "Benchmark"

	units   benchfmt.UnitMetadataMap
	cells   map[string]*benchfmt.Result
	defects map[string]bool // readers with wrong bytes in some cell
}

// NewFigures takes results of any number of files. An exact figure is measured once: a
// cell that is there twice is refused.
func NewFigures(sets ...*results.Set) (*Figures, error) {
	f := &Figures{units: benchfmt.UnitMetadataMap{}, cells: map[string]*benchfmt.Result{}, defects: map[string]bool{}}
	for _, set := range sets {
		for _, u := range set.Units {
			f.units[u.UnitMetadataKey] = u
		}
		for _, r := range set.Results {
			name := r.Name.String()
			if f.cells[name] != nil {
				return nil, fmt.Errorf("cell %s is there twice", name)
			}
			f.Names, f.cells[name] = append(f.Names, name), r
			if v, ok := r.Value(results.WrongBytes); ok && v != 0 && reader(r) != "" {
				f.defects[reader(r)] = true
			}
		}
	}
	return f, nil
}

// Only is what f has of the cells that keep says. It still knows which readers are
// defects.
func (f *Figures) Only(keep func(name string) bool) *Figures {
	only := &Figures{units: f.units, cells: map[string]*benchfmt.Result{}, defects: f.defects}
	for _, name := range f.Names {
		if keep(name) {
			only.Names, only.cells[name] = append(only.Names, name), f.cells[name]
		}
	}
	return only
}

// Result is the cell of that name, or nil.
func (f *Figures) Result(name string) *benchfmt.Result { return f.cells[name] }

func reader(r *benchfmt.Result) string {
	_, keys := results.Keys(r.Name)
	return keys["reader"]
}

// Benchmarks are the names of the functions that the cells are of.
func (f *Figures) Benchmarks() []string {
	var all []string
	for _, name := range f.Names {
		if b, _, _ := strings.Cut(name, "/"); !slices.Contains(all, b) {
			all = append(all, b)
		}
	}
	return all
}
