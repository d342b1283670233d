package derived

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

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
func Scenarios(f *results.Figures, benchmark string) []cell.Values {
	var all []cell.Values
	for _, file := range f.Files {
		for _, r := range file.Results {
			name, scenario := cell.Name(r.Name.String()), cell.Values{}
			if name.Benchmark() != benchmark {
				continue
			}
			for key := range Nominal {
				scenario[key] = name.Get(key)
			}
			if !slices.ContainsFunc(all, func(s cell.Values) bool { return maps.Equal(s, scenario) }) {
				all = append(all, scenario)
			}
		}
	}
	return all
}

// OverScenarios takes value in every scenario of a benchmark that varies them.
func OverScenarios(f *results.Figures, benchmark string, value func(scenario cell.Values) (float64, error)) (Range, error) {
	var all []float64
	var r Range
	found := false
	for _, scenario := range Scenarios(f, benchmark) {
		v, err := value(scenario)
		if err != nil {
			return r, err
		}
		if maps.Equal(scenario, Nominal) {
			r.Nominal, found = v, true
		}
		all = append(all, v)
	}
	if !found {
		return r, fmt.Errorf("no cells of Benchmark%s with %s, the scenario that the others vary", benchmark, cell.Make("", Nominal).Config())
	}
	r.Low, r.High = slices.Min(all), slices.Max(all)
	return r, nil
}

// Ratio is how many times as long one cell takes as another of its benchmark, in
// every scenario.
func Ratio(f *results.Figures, benchmark string, over, under cell.Values) (Range, error) {
	return OverScenarios(f, benchmark, func(scenario cell.Values) (float64, error) {
		a, err := timeOf(f, cell.Make(benchmark, over, scenario))
		if err != nil {
			return 0, err
		}
		b, err := timeOf(f, cell.Make(benchmark, under, scenario))
		return a / b, err
	})
}

func timeOf(f *results.Figures, name cell.Name) (float64, error) {
	return f.Value(name, cell.Time)
}
