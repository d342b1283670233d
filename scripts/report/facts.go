package main

import (
	"cmp"
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
// are those of size= keys, times virtual seconds. Of what is asked for in vain the first
// is kept in err, and 0 returned: err is looked at before anything is drawn or written.
type facts struct {
	*results.Figures
	Serials []derived.Serial // of all readers of scaling.bench
	CPUs    *results.Runs    // cpu.bench
	traces  map[string][]request
	err     error
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

func (f *facts) keep(err error) { f.err = cmp.Or(f.err, err) }

// Value is what a cell measured.
func (f *facts) Value(name cell.Name, unit string) float64 {
	v, err := f.Figures.Value(name, unit)
	f.keep(err)
	return v
}

// Has tells whether the cell was measured.
func (f *facts) Has(name cell.Name) bool { return f.Figures.Has(name) }

func (f *facts) timeOf(name cell.Name) float64 { return f.Value(name, cell.Time) }

const standard = "s3-standard"

// copied is the name of a cell, on s3-standard if more does not say otherwise.
func copied(benchmark, uploader, reader, size string, more ...cell.Values) cell.Name {
	values := cell.Values{"uploader": uploader, "reader": reader, "size": size, "profile": standard}
	return cell.Make(benchmark, append([]cell.Values{values}, more...)...)
}

// Metric is a figure of the default matrix.
func (f *facts) Metric(unit, uploader, reader, size string) float64 {
	return f.Value(copied("Upload", uploader, reader, size), unit)
}

// Time is that of a copy in the default matrix.
func (f *facts) Time(uploader, reader, size string) float64 {
	return f.Metric(cell.Time, uploader, reader, size)
}

// Gets is how many requests for the source a copy of the default matrix makes.
func (f *facts) Gets(uploader, reader, size string) float64 {
	return f.Metric(cell.GETs, uploader, reader, size)
}

// USD is what the GETs of a TiB cost.
func (f *facts) USD(uploader, reader, size string) float64 {
	return derived.USDPerTiB(f.Gets(uploader, reader, size), derived.PriceGET, float64(bytesOf(size)))
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
func (f *facts) With(key string, value any, uploader, reader string) float64 {
	return f.timeOf(swept(key, value, uploader, reader))
}

// GetsWith is how many requests for the source such a copy makes.
func (f *facts) GetsWith(key string, value any, uploader, reader string) float64 {
	return f.Value(swept(key, value, uploader, reader), cell.GETs)
}

// WithMemory is the time that readahead takes for 256 MiB.
func (f *facts) WithMemory(memory, uploader, profile string) float64 {
	return f.timeOf(copied("Memory", uploader, "readahead", "256MiB", cell.Values{"profile": profile, "memory": memory}))
}

// Enough is the least memory measured with which readahead is within the factor of
// the floor at 256 MiB; "never" if none is.
func (f *facts) Enough(factor float64, uploader, profile string) string {
	return f.leastMemory(factor, rows.Floor, uploader, profile)
}

// Overtakes is the least memory measured with which readahead is faster than a
// reader that keeps nothing.
func (f *facts) Overtakes(reader, uploader, profile string) string {
	return f.leastMemory(1, reader, uploader, profile)
}

func (f *facts) leastMemory(factor float64, reader, uploader, profile string) string {
	limit := factor * f.With("profile", profile, uploader, reader)
	for _, memory := range f.Values("Memory", "memory") {
		if f.WithMemory(memory, uploader, profile) <= limit {
			return spaced(memory)
		}
	}
	return "never"
}

// RangeOfRatio is how many times as long one reader takes as another.
func (f *facts) RangeOfRatio(uploader, reader, other string) derived.Range {
	of := func(reader string) cell.Values {
		return cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB"}
	}
	r, err := derived.Ratio(f.Figures, "Range", of(reader), of(other))
	f.keep(err)
	return r
}

// Serial is what serialisation costs the reader.
func (f *facts) Serial(reader string) (s derived.Serial) {
	if i := slices.IndexFunc(f.Serials, func(s derived.Serial) bool { return s.Reader == reader }); i >= 0 {
		return f.Serials[i]
	}
	f.keep(fmt.Errorf("no reader %s in scaling.bench; make scaling measures it", reader))
	return s
}

// Scenarios is how many there are behind a range of Serials.
func (f *facts) Scenarios() int { return len(derived.Scenarios(f.Figures, "Scaling")) }

// CPU is the median of nanoseconds that one ReadAt of 32 KiB takes.
func (f *facts) CPU(reader string, callers int) float64 {
	return f.called(reader, callers, "sec/op") * 1e9
}

// Allocs is the median of allocations.
func (f *facts) Allocs(reader string) float64 { return f.called(reader, 1, "allocs/op") }

func (f *facts) called(reader string, callers int, unit string) float64 {
	s, err := f.CPUs.Sample(called(reader, callers), unit)
	f.keep(err)
	return s.Median
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
func (f *facts) Order() string {
	order := []string{"mutex", "stateless", "mutex-barging", "pooled-locked", "pooled", "readahead"}
	for i, reader := range order[1:] {
		if low := f.RangeOfRatio("manager", order[i], reader).Low; low <= 1 {
			f.keep(exit.No("the text claims that %s is slower than %s in every scenario, but in one it takes %v times as long: rewrite it", order[i], reader, low))
		}
	}
	return strings.Join(order, ", ")
}
