// Package gate compares the exact figures of two revisions, cell by cell, and says
// which changes are too much to pass. benchstat compares as well, but it has no exit
// status (golang/go#20728).
package gate

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"readeratbench/scripts/internal/results"
)

// Figures are the cells of one revision.
type Figures struct {
	Names []string // of the cells, in order, without "Benchmark"

	units benchfmt.UnitMetadataMap
	cells map[string]*benchfmt.Result
}

// NewFigures takes results of any number of files. A cell that is there twice must
// have the same figures twice: exact ones that differ are not exact.
func NewFigures(sets ...*results.Set) (*Figures, error) {
	f := &Figures{units: benchfmt.UnitMetadataMap{}, cells: map[string]*benchfmt.Result{}}
	for _, set := range sets {
		for _, u := range set.Units {
			f.units[u.UnitMetadataKey] = u
		}
	}
	for _, set := range sets {
		for _, r := range set.Results {
			if err := f.add(r); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *Figures) add(r *benchfmt.Result) error {
	name := r.Name.String()
	have := f.cells[name]
	if have == nil {
		f.Names = append(f.Names, name)
		f.cells[name] = r
		return nil
	}
	for _, v := range slices.Concat(have.Values, r.Values) {
		first, ok1 := have.Value(v.Unit)
		second, ok2 := r.Value(v.Unit)
		if !ok1 || !ok2 {
			return fmt.Errorf("cell %s is there twice, and once without %s; an exact figure needs one run", name, v.Unit)
		}
		sample := benchmath.NewSample([]float64{first, second}, &benchmath.DefaultThresholds)
		if warnings := benchmath.AssumeExact.Summary(sample, 1).Warnings; len(warnings) > 0 {
			return fmt.Errorf("cell %s: %s: %w", name, v.Unit, warnings[0])
		}
	}
	return nil
}

// Only is what f has of the cells that keep says.
func (f *Figures) Only(keep func(name string) bool) *Figures {
	only := &Figures{units: f.units, cells: map[string]*benchfmt.Result{}}
	for _, name := range f.Names {
		if keep(name) {
			only.Names, only.cells[name] = append(only.Names, name), f.cells[name]
		}
	}
	return only
}

// Result is the cell of that name, or nil.
func (f *Figures) Result(name string) *benchfmt.Result { return f.cells[name] }

// wrongReaders are those with wrong bytes in some cell.
func (f *Figures) wrongReaders() map[string]bool {
	wrong := map[string]bool{}
	for _, r := range f.cells {
		if v, ok := r.Value(results.WrongBytes); ok && v != 0 && reader(r) != "" {
			wrong[reader(r)] = true
		}
	}
	return wrong
}

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
