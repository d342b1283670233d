package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// file is a file in the benchmark format: for each cell, what each run gave.
type file struct {
	path   string
	config map[string]string // the last value of each key
	names  []string          // of cells, as they come: uploader=…/reader=…
	cells  map[string]map[string][]float64
}

// procs is what go test appends to a name where GOMAXPROCS is not 1.
var procs = regexp.MustCompile(`-\d+$`)

func readFile(path string) (*file, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; make model-error makes it", err)
	}
	defer in.Close()
	f := &file{path: path, config: map[string]string{}, cells: map[string]map[string][]float64{}}
	r := benchfmt.NewReader(in, path)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			f.add(rec)
		case *benchfmt.SyntaxError:
			return nil, rec // it names file and line
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if len(f.names) == 0 {
		return nil, fmt.Errorf("%s has no figures; make model-error makes it anew", path)
	}
	return f, nil
}

func (f *file) add(r *benchfmt.Result) {
	_, name, _ := strings.Cut(procs.ReplaceAllString(string(r.Name), ""), "/")
	if f.cells[name] == nil {
		f.names = append(f.names, name)
		f.cells[name] = map[string][]float64{}
	}
	for _, v := range r.Values {
		f.cells[name][v.Unit] = append(f.cells[name][v.Unit], v.Value)
	}
	for _, c := range r.Config {
		f.config[c.Key] = string(c.Value)
	}
}

// sample is what all runs of a cell gave.
func (f *file) sample(cell, unit string) (sample, error) {
	values := f.cells[cell][unit]
	if len(values) == 0 {
		return sample{}, fmt.Errorf("%s: no %s of %s; run make model-error", f.path, unit, cell)
	}
	s := benchmath.NewSample(append([]float64{}, values...), &benchmath.DefaultThresholds)
	return sample{
		median: benchmath.AssumeNothing.Summary(s, 0.95).Center,
		low:    s.Values[0],
		high:   s.Values[len(s.Values)-1],
		runs:   len(s.Values),
	}, nil
}

// sample is the middle and the ends of some runs.
type sample struct {
	median, low, high float64
	runs              int
}

func (s sample) String() string {
	if s.low == s.high {
		return fmt.Sprintf("%.4g", s.median)
	}
	return fmt.Sprintf("%.4g (%.4g to %.4g)", s.median, s.low, s.high)
}

// key is the value of a key in a cell's name.
func key(cell, name string) string {
	for _, e := range strings.Split(cell, "/") {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

// with is the cell's name with another value of a key.
func with(cell, name, value string) string {
	return strings.Replace(cell, name+"="+key(cell, name), name+"="+value, 1)
}
