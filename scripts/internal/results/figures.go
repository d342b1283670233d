package results

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
)

// Figures are the cells of several results files of one model.
type Figures struct {
	Files []*File

	cells map[cell.Name]*benchfmt.Result
}

// Load reads dir/<set>.bench of each set.
func Load(dir string, sets ...string) (*Figures, error) {
	f := &Figures{cells: map[cell.Name]*benchfmt.Result{}}
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

// FiguresOf are the cells of one set.
func FiguresOf(s *Set) *Figures {
	f := &Figures{cells: map[cell.Name]*benchfmt.Result{}}
	_ = f.add(&File{Path: "the benchmark", Set: *s}) // the only file is of one model
	return f
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
		f.cells[NameOf(r)] = r
	}
	return nil
}

// Model is the version of the model that all figures are of.
func (f *Figures) Model() string { return f.Files[0].Model() }

// Value is what a cell measured.
func (f *Figures) Value(name cell.Name, unit string) (float64, error) {
	r := f.cells[name]
	if r == nil {
		return 0, fmt.Errorf("%s has no cell %s; make %s measures it", f.fileOf(name), name, Goal(strings.ToLower(name.Benchmark())))
	}
	v, ok := r.Value(unit)
	if !ok {
		return 0, fmt.Errorf("%s: cell %s has no %s", f.fileOf(name), name, unit)
	}
	return v, nil
}

// Has tells whether the cell was measured.
func (f *Figures) Has(name cell.Name) bool { return f.cells[name] != nil }

// fileOf is the path of the file that has the benchmark's cells.
func (f *Figures) fileOf(name cell.Name) string {
	for _, file := range f.Files {
		if NameOf(file.Results[0]).Benchmark() == name.Benchmark() {
			return file.Path
		}
	}
	return "no results file"
}

// Values are those that a benchmark's cells have for a key of their names, in
// order, of those cells that have all of with ("reader=pooled").
func (f *Figures) Values(benchmark, key string, with ...string) []string {
	want := cell.Values{}
	for _, w := range with {
		k, v, _ := strings.Cut(w, "=")
		want[k] = v
	}
	var all []string
	for _, file := range f.Files {
		for _, name := range file.Names() {
			if v := name.Get(key); name.Benchmark() == benchmark && name.Has(want) && v != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}
