package results

import (
	"fmt"
	"os"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"readeratbench/internal/cell"
)

// Runs is a file in the benchmark format as go test writes it: for each cell, what
// each run gave. Figures of the real clock are such runs.
type Runs struct {
	Path   string
	Config map[string]string // the last value of each key
	Names  []string          // of cells, as they come: uploader=…/reader=…

	cells map[string]map[string][]float64
}

// ReadRuns reads a file that the target of make makes.
func ReadRuns(path, target string) (*Runs, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; make %s makes it", err, target)
	}
	defer in.Close()
	f := &Runs{Path: path, Config: map[string]string{}, cells: map[string]map[string][]float64{}}
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
	if len(f.Names) == 0 {
		return nil, fmt.Errorf("%s has no figures; make %s makes it anew", path, target)
	}
	return f, nil
}

func (f *Runs) add(r *benchfmt.Result) {
	name := cell.Parse(string(r.Name)).Config()
	if f.cells[name] == nil {
		f.Names = append(f.Names, name)
		f.cells[name] = map[string][]float64{}
	}
	for _, v := range r.Values {
		f.cells[name][v.Unit] = append(f.cells[name][v.Unit], v.Value)
	}
	for _, c := range r.Config {
		f.Config[c.Key] = string(c.Value)
	}
}

// Sample is what all runs of a cell gave.
func (f *Runs) Sample(cell, unit string) (Sample, error) {
	values := f.cells[cell][unit]
	if len(values) == 0 {
		return Sample{}, fmt.Errorf("%s: no %s of %s; make it anew", f.Path, unit, cell)
	}
	s := benchmath.NewSample(append([]float64{}, values...), &benchmath.DefaultThresholds)
	return Sample{
		Median: benchmath.AssumeNothing.Summary(s, 0.95).Center,
		Low:    s.Values[0],
		High:   s.Values[len(s.Values)-1],
		Runs:   len(s.Values),
	}, nil
}

// Sample is the middle and the ends of some runs.
type Sample struct {
	Median, Low, High float64
	Runs              int
}

func (s Sample) String() string {
	if s.Low == s.High {
		return fmt.Sprintf("%.4g", s.Median)
	}
	return fmt.Sprintf("%.4g (%.4g to %.4g)", s.Median, s.Low, s.High)
}
