package results

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Figures are the cells of several results files of one model.
type Figures struct {
	Files []*File

	cells map[string]*benchfmt.Result
}

// Load reads dir/<set>.bench of each set.
func Load(dir string, sets ...string) (*Figures, error) {
	f := &Figures{cells: map[string]*benchfmt.Result{}}
	for _, set := range sets {
		file, err := Read(filepath.Join(dir, set+".bench"))
		if err != nil {
			return nil, err
		}
		if err := f.add(file); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Figures) add(file *File) error {
	if len(f.Files) > 0 {
		if first := f.Files[0]; file.Model() != first.Model() {
			return fmt.Errorf("%s:%d: figures of model %s, but %s:%d has those of model %s; make both with one version of the code",
				file.Path, file.firstLine(), file.Model(), first.Path, first.firstLine(), first.Model())
		}
	}
	f.Files = append(f.Files, file)
	for _, r := range file.Results {
		f.cells[r.Name.String()] = r
	}
	return nil
}

// Model is the version of the model that all figures are of.
func (f *Figures) Model() string { return f.Files[0].Model() }

// Value is what a cell measured, by its whole name without "Benchmark".
func (f *Figures) Value(cell, unit string) (float64, error) {
	r := f.cells[cell]
	if r == nil {
		set, _, _ := strings.Cut(cell, "/")
		return 0, fmt.Errorf("%s has no cell %s; make %s measures it", f.fileOf(set), cell, target(strings.ToLower(set)))
	}
	v, ok := r.Value(unit)
	if !ok {
		return 0, fmt.Errorf("%s: cell %s has no %s", f.fileOf(cell), cell, unit)
	}
	return v, nil
}

// Has tells whether the cell was measured.
func (f *Figures) Has(cell string) bool { return f.cells[cell] != nil }

// fileOf is the path of the file that has the benchmark's cells.
func (f *Figures) fileOf(cell string) string {
	benchmark, _, _ := strings.Cut(cell, "/")
	for _, file := range f.Files {
		if strings.HasPrefix(file.Results[0].Name.String(), benchmark+"/") {
			return file.Path
		}
	}
	return "no results file"
}

// Values are those that a benchmark's cells have for a key of their names, in
// order, of those cells that have all of with ("reader=pooled").
func (f *Figures) Values(benchmark, key string, with ...string) []string {
	var all []string
	for _, file := range f.Files {
		for _, r := range file.Results {
			base, keys := Keys(r.Name)
			if base != benchmark || !hasAll(keys, with) {
				continue
			}
			if v := keys[key]; v != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

func hasAll(keys map[string]string, with []string) bool {
	return !slices.ContainsFunc(with, func(w string) bool {
		key, value, _ := strings.Cut(w, "=")
		return keys[key] != value
	})
}

// Keys takes a cell's name apart: the benchmark, and the values of its keys.
func Keys(name benchfmt.Name) (benchmark string, values map[string]string) {
	base, parts := name.Parts()
	values = map[string]string{}
	for _, part := range parts {
		key, value, _ := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
		values[key] = value
	}
	return string(base), values
}
