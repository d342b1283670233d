package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/results"
)

// facts is everything that the write-up says in figures: the committed results,
// and what is derived from them. Its methods are the templates' functions; sizes
// are those of size= keys, times virtual seconds.
type facts struct {
	*results.Figures
	Serials []derived.Serial // of all readers of scaling.bench
	CPUs    *results.Runs    // cpu.bench
	traces  map[string][]request
}

// sets are the results files that the report reads.
var sets = []string{"upload", "size", "workers", "scaling", "part", "layers", "profile", "memory", "range", "waterfall"}

// loadFacts reads everything before anything is made of it.
func loadFacts(dir string) (*facts, error) {
	figures, err := results.Load(dir, sets...)
	if err != nil {
		return nil, err
	}
	f := &facts{Figures: figures}
	if f.traces, err = readTrace(dir, f); err != nil {
		return nil, err
	}
	if f.Serials, err = derived.Serialisation(figures); err != nil {
		return nil, err
	}
	f.CPUs, err = results.ReadRuns(filepath.Join(dir, "cpu.bench"), "cpu")
	return f, err
}

// Value is what a cell measured.
func (f *facts) Value(name cell.Name, unit string) (float64, error) {
	return f.Figures.Value(string(name), unit)
}

// Has tells whether the cell was measured.
func (f *facts) Has(name cell.Name) bool { return f.Figures.Has(string(name)) }

func (f *facts) timeOf(name cell.Name) (float64, error) { return f.Value(name, cell.Time) }

const standard = "s3-standard"

// copied is the name of a cell, on s3-standard if more does not say otherwise.
func copied(benchmark, uploader, reader, size string, more ...cell.Values) cell.Name {
	values := cell.Values{"uploader": uploader, "reader": reader, "size": size, "profile": standard}
	return cell.Make(benchmark, append([]cell.Values{values}, more...)...)
}

// Metric is a figure of the default matrix.
func (f *facts) Metric(unit, uploader, reader, size string) (float64, error) {
	return f.Value(copied("Upload", uploader, reader, size), unit)
}

// Time is that of a copy in the default matrix.
func (f *facts) Time(uploader, reader, size string) (float64, error) {
	return f.Metric(cell.Time, uploader, reader, size)
}

// Gets is how many requests for the source a copy of the default matrix makes.
func (f *facts) Gets(uploader, reader, size string) (float64, error) {
	return f.Metric(cell.GETs, uploader, reader, size)
}

// USD is what the GETs of a TiB cost.
func (f *facts) USD(uploader, reader, size string) (float64, error) {
	gets, err := f.Gets(uploader, reader, size)
	return derived.USDPerTiB(gets, derived.PriceGET, float64(bytesOf(size))), err
}

// sweeps are the benchmarks that vary a key of the default matrix, and the object that
// they copy, in bytes or in parts.
var sweeps = map[string]struct {
	benchmark, size string
	parts           int64
}{
	"size":    {benchmark: "Size"}, // the key itself
	"profile": {benchmark: "Profile", size: "256MiB"},
	"workers": {benchmark: "Workers", parts: 20},
	"part":    {benchmark: "Part", size: "256MiB"},
	"layers":  {benchmark: "Layers", size: "64MiB"},
}

// swept is the name of the cell with one value of a key.
func swept(key string, value any, uploader, reader string) cell.Name {
	s := sweeps[key]
	if s.parts > 0 {
		s.size = cell.Size(s.parts * derived.Parts[uploader])
	}
	return copied(s.benchmark, uploader, reader, s.size, cell.Values{key: fmt.Sprint(value)})
}

// With is the time of a copy with one value of a key.
func (f *facts) With(key string, value any, uploader, reader string) (float64, error) {
	return f.timeOf(swept(key, value, uploader, reader))
}

// GetsWith is how many requests for the source such a copy makes.
func (f *facts) GetsWith(key string, value any, uploader, reader string) (float64, error) {
	return f.Value(swept(key, value, uploader, reader), cell.GETs)
}

// WithMemory is the time that readahead takes for 256 MiB.
func (f *facts) WithMemory(memory, uploader, profile string) (float64, error) {
	return f.timeOf(copied("Memory", uploader, "readahead", "256MiB", cell.Values{"profile": profile, "memory": memory}))
}

// Enough is the least memory measured with which readahead is within the factor of
// the floor at 256 MiB; "never" if none is.
func (f *facts) Enough(factor float64, uploader, profile string) (string, error) {
	return f.leastMemory(factor, rows.Floor, uploader, profile)
}

// Overtakes is the least memory measured with which readahead is faster than a
// reader that keeps nothing.
func (f *facts) Overtakes(reader, uploader, profile string) (string, error) {
	return f.leastMemory(1, reader, uploader, profile)
}

func (f *facts) leastMemory(factor float64, reader, uploader, profile string) (string, error) {
	limit, err := f.With("profile", profile, uploader, reader)
	if err != nil {
		return "", err
	}
	for _, memory := range f.Values("Memory", "memory") {
		t, err := f.WithMemory(memory, uploader, profile)
		if err != nil {
			return "", err
		}
		if t <= factor*limit {
			return spaced(memory), nil
		}
	}
	return "never", nil
}

// RangeOfRatio is how many times as long one reader takes as another.
func (f *facts) RangeOfRatio(uploader, reader, other string) (derived.Range, error) {
	of := func(reader string) cell.Values {
		return cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB"}
	}
	return derived.Ratio(f.Figures, "Range", of(reader), of(other))
}

// Serial is what serialisation costs the reader.
func (f *facts) Serial(reader string) (derived.Serial, error) {
	i := slices.IndexFunc(f.Serials, func(s derived.Serial) bool { return s.Reader == reader })
	if i < 0 {
		return derived.Serial{}, fmt.Errorf("no reader %s in scaling.bench; make scaling measures it", reader)
	}
	return f.Serials[i], nil
}

// Scenarios is how many there are behind a range of Serials.
func (f *facts) Scenarios() int { return len(derived.Scenarios(f.Figures, "Scaling")) }

// CPU is the median of nanoseconds that one ReadAt of 32 KiB takes.
func (f *facts) CPU(reader string, callers int) (float64, error) {
	s, err := f.CPUs.Sample(called(reader, callers), "sec/op")
	return s.Median * 1e9, err
}

// Allocs is the median of allocations.
func (f *facts) Allocs(reader string) (float64, error) {
	s, err := f.CPUs.Sample(called(reader, 1), "allocs/op")
	return s.Median, err
}

func called(reader string, callers int) string {
	return cell.Make("ReadAt", cell.Values{"reader": reader, "callers": fmt.Sprint(callers)}).Config()
}

// OnCPU are the readers of the table of processor times. Those are of one machine: a
// candidate that was not measured there is not in it.
func (f *facts) OnCPU() []string {
	curated := []string{"bytes-reader", "os-file", "mutex", "stateless", "pooled", "pooled-locked", "readahead"}
	return slices.DeleteFunc(withCandidates(curated), func(reader string) bool {
		return !slices.Contains(curated, reader) && !slices.Contains(f.CPUs.Names, called(reader, 1))
	})
}

// Wrong names the cells of the default matrix whose copies are wrong.
func (f *facts) Wrong() []string {
	var all []string
	for _, r := range f.Files[0].Results {
		if wrong, _ := r.Value(cell.WrongBytes); wrong != 0 {
			name := cell.Name(r.Name.String())
			all = append(all, fmt.Sprintf("%s, %s, %s: %s of %s bytes", name.Get("uploader"), name.Get("reader"),
				spaced(name.Get("size")), grouped(wrong), grouped(float64(bytesOf(name.Get("size"))))))
		}
	}
	return all
}

// Order is the readers of the manager from the slowest to the fastest, in every
// scenario of BenchmarkRange; an error if it is not the same in all.
func (f *facts) Order() (string, error) {
	order := []string{"mutex", "stateless", "mutex-barging", "pooled-locked", "pooled", "readahead"}
	for i, reader := range order[1:] {
		r, err := f.RangeOfRatio("manager", order[i], reader)
		if err != nil {
			return "", err
		}
		if r.Low <= 1 {
			return "", exit.No("the text claims that %s is slower than %s in every scenario, but in one it takes %v times as long: rewrite it", order[i], reader, r.Low)
		}
	}
	return strings.Join(order, ", "), nil
}
