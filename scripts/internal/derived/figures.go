package derived

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// Figures are results of which many are asked for at once. A figure that is not there is 0,
// and Err says which was the first: look at it before anything is made of the others.
type Figures struct {
	*results.Figures
	Err error
}

// Load reads dir/<set>.bench of each set.
func Load(dir string, sets ...string) (*Figures, error) {
	f, err := results.Load(dir, sets...)
	return &Figures{Figures: f}, err
}

// Keep keeps the first error.
func (f *Figures) Keep(err error) { f.Err = cmp.Or(f.Err, err) }

// Value is what a cell measured.
func (f *Figures) Value(name cell.Name, unit string) float64 {
	v, err := f.Figures.Value(name, unit)
	f.Keep(err)
	return v
}

// Range is a figure in the nominal scenario, and the lowest and highest of all
// scenarios: the first byte a fifth earlier and later, and latencies drawn from
// seeds. A ratio is taken within each scenario.
type Range struct{ Nominal, Low, High float64 }

// String is the nominal figure with the ends in brackets, to three digits.
func (r Range) String() string {
	return fmt.Sprintf("%s (%s to %s)", Digits(r.Nominal, 3), Digits(r.Low, 3), Digits(r.High, 3))
}

// Digits is v with n significant digits, and never in scientific notation.
func Digits(v float64, n int) string {
	if v == 0 {
		return "0"
	}
	after := func(v float64) int { return n - 1 - int(math.Floor(math.Log10(math.Abs(v)))) }
	scale := math.Pow10(after(v))
	v = math.Round(v*scale) / scale // 9.996 is 10.0: a digit more before the point, one less behind
	return strconv.FormatFloat(v, 'f', max(after(v), 0), 64)
}

// Nominal is the scenario of the default matrix.
var Nominal = cell.Values{"profile": "s3-standard", "ttfb": "1.0", "seed": "0"}

// Scenarios are those of a benchmark that varies them, as values of keys.
func (f *Figures) Scenarios(benchmark string) []cell.Values {
	var all []cell.Values
	for _, file := range f.Files {
		for _, name := range file.Names() {
			scenario := cell.Values{}
			for key := range Nominal {
				scenario[key] = name.Get(key)
			}
			same := func(s cell.Values) bool { return maps.Equal(s, scenario) }
			if name.Benchmark() == benchmark && !slices.ContainsFunc(all, same) {
				all = append(all, scenario)
			}
		}
	}
	return all
}

// Range takes value in every scenario of a benchmark that varies them.
func (f *Figures) Range(benchmark string, value func(scenario cell.Values) float64) (r Range) {
	var all []float64
	found := false
	for _, scenario := range f.Scenarios(benchmark) {
		v := value(scenario)
		if maps.Equal(scenario, Nominal) {
			r.Nominal, found = v, true
		}
		all = append(all, v)
	}
	if !found {
		f.Keep(fmt.Errorf("no cells of Benchmark%s with %s, the scenario that the others vary", benchmark, cell.Make("", Nominal).Config()))
		return r
	}
	r.Low, r.High = slices.Min(all), slices.Max(all)
	return r
}

// Ratio is how many times as long one cell takes as another of its benchmark, in
// every scenario.
func (f *Figures) Ratio(benchmark string, over, under cell.Values) Range {
	return f.Range(benchmark, func(scenario cell.Values) float64 {
		return f.Value(cell.Make(benchmark, over, scenario), cell.Time) / f.Value(cell.Make(benchmark, under, scenario), cell.Time)
	})
}
