package results

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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

// Serial is what serialisation costs one reader, by cause. Nil: does not apply.
type Serial struct {
	Reader string
	// Lock is the reader's time ÷ that of the same streams without a lock.
	Lock *Range
	// Thrash is mutex ÷ pooled-locked: one stream instead of one a caller, behind
	// the same lock.
	Thrash *Range
	// Both is mutex ÷ pooled, the product of its two causes.
	Both *Range
	// SpeedUp5 and SpeedUp20 are the time with one worker ÷ that with 5 and 20.
	SpeedUp5, SpeedUp20 Range
	// KarpFlatt5 is the serial fraction that 5 workers show; see KarpFlatt.
	KarpFlatt5 Range
	// Best is the number of workers with the shortest time, BestTime, of those
	// measured in the nominal scenario.
	Best     int
	BestTime float64 // virtual seconds
}

// KarpFlatt is the experimentally determined serial fraction of p workers that are
// s times as fast as one (Karp and Flatt, "Measuring Parallel Processor
// Performance", CACM 33(5), 1990): 0 if s is p, 1 if s is 1. Above 1 it is no
// fraction: adding workers added work.
func KarpFlatt(s float64, p int) float64 {
	return (1/s - 1/float64(p)) / (1 - 1/float64(p))
}

// serialSize is the object of BenchmarkScaling, of 20 parts.
const serialSize = "100MiB"

// lockPairs are readers that differ in nothing but a lock.
var lockPairs = map[string]string{"pooled-locked": "pooled", "stateless-locked": "stateless"}

// Serialisation is what BenchmarkScaling and BenchmarkWorkers say of each reader of
// the manager.
func Serialisation(f *Figures) ([]Serial, error) {
	var all []Serial
	for _, reader := range f.Values("Scaling", "reader") {
		s, err := serialOf(f, reader)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no cells of BenchmarkScaling; make scaling measures them")
	}
	return all, nil
}

func serialOf(f *Figures, reader string) (s Serial, err error) {
	s.Reader = reader
	ratio := func(over, under string, workersOver, workersUnder int) (r Range) {
		if err == nil {
			r, err = OverScenarios(f, "Scaling", func(scenario string) (float64, error) {
				return scalingRatio(f, scenario, over, under, workersOver, workersUnder)
			})
		}
		return r
	}
	if unlocked := lockPairs[reader]; unlocked != "" {
		lock := ratio(reader, unlocked, 5, 5)
		s.Lock = &lock
	}
	if reader == "mutex" {
		lock, thrash, both := ratio("pooled-locked", "pooled", 5, 5), ratio("mutex", "pooled-locked", 5, 5), ratio("mutex", "pooled", 5, 5)
		s.Lock, s.Thrash, s.Both = &lock, &thrash, &both
	}
	s.SpeedUp5, s.SpeedUp20 = ratio(reader, reader, 1, 5), ratio(reader, reader, 1, 20)
	s.KarpFlatt5 = Range{KarpFlatt(s.SpeedUp5.Nominal, 5), KarpFlatt(s.SpeedUp5.High, 5), KarpFlatt(s.SpeedUp5.Low, 5)}
	if err != nil {
		return s, err
	}
	return s, s.findBest(f)
}

func scalingRatio(f *Figures, scenario, over, under string, workersOver, workersUnder int) (float64, error) {
	cell := func(reader string, workers int) string {
		return fmt.Sprintf("Scaling/uploader=manager/reader=%s/size=%s/%s/workers=%d", reader, serialSize, scenario, workers)
	}
	a, err := f.Value(cell(over, workersOver), "vsec/op")
	if err != nil {
		return 0, err
	}
	b, err := f.Value(cell(under, workersUnder), "vsec/op")
	return a / b, err
}

// OverScenarios takes value in every scenario of a benchmark that varies them,
// which it is given as the keys of a cell's name: profile=…/ttfb=…/seed=….
func OverScenarios(f *Figures, benchmark string, value func(scenario string) (float64, error)) (Range, error) {
	var all []float64
	var r Range
	found := false
	for _, scenario := range Scenarios(f, benchmark) {
		v, err := value(scenario)
		if err != nil {
			return r, err
		}
		if scenario == nominal {
			r.Nominal, found = v, true
		}
		all = append(all, v)
	}
	if !found {
		return r, fmt.Errorf("no cells of Benchmark%s with %s, the scenario that the others vary", benchmark, nominal)
	}
	r.Low, r.High = slices.Min(all), slices.Max(all)
	return r, nil
}

// nominal is the scenario of the default matrix.
const nominal = "profile=s3-standard/ttfb=1.0/seed=0"

// Scenarios are those of a benchmark that varies them, as the keys of its cells.
func Scenarios(f *Figures, benchmark string) []string {
	var all []string
	for _, profile := range f.Values(benchmark, "profile") {
		for _, ttfb := range f.Values(benchmark, "ttfb", "profile="+profile) {
			for _, seed := range f.Values(benchmark, "seed", "profile="+profile, "ttfb="+ttfb) {
				all = append(all, fmt.Sprintf("profile=%s/ttfb=%s/seed=%s", profile, ttfb, seed))
			}
		}
	}
	return all
}

func (s *Serial) findBest(f *Figures) error {
	for _, workers := range f.Values("Workers", "workers") {
		t, err := f.Value(fmt.Sprintf("Workers/uploader=manager/reader=%s/size=%s/profile=s3-standard/workers=%s", s.Reader, serialSize, workers), "vsec/op")
		if err != nil {
			return err
		}
		if s.Best == 0 || t < s.BestTime {
			if s.Best, err = strconv.Atoi(workers); err != nil {
				return fmt.Errorf("workers=%s of BenchmarkWorkers: %w", workers, err)
			}
			s.BestTime = t
		}
	}
	if s.Best == 0 {
		return fmt.Errorf("no cells of BenchmarkWorkers; make workers measures them")
	}
	return nil
}
