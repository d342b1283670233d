package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// facts is everything that the write-up says in figures: the committed results,
// and what is derived from them. Its methods are the templates' functions; sizes
// are those of size= keys, times virtual seconds. Err is looked at before anything is
// drawn or written.
type facts struct {
	*derived.Figures
	Serials  []derived.Serial             // of all readers of scaling.bench
	CPUs     *results.Runs                // cpu.bench
	requests map[string][]results.Request // waterfall.csv, by reader
}

// sets are the results files that the report reads.
var sets = []string{"upload", "size", "workers", "scaling", "part", "layers", "profile", "memory", "range", "waterfall"}

// loadFacts reads everything before anything is made of it.
func loadFacts(dir string) (*facts, error) {
	figures, err := derived.Load(dir, sets...)
	if err != nil {
		return nil, err
	}
	f := &facts{Figures: figures, requests: map[string][]results.Request{}}
	if err := f.readTrace(filepath.Join(dir, "waterfall.csv")); err != nil {
		return nil, fmt.Errorf("%w; make waterfall makes it anew", err)
	}
	f.Serials = f.Serialisation()
	f.CPUs, err = results.ReadRuns(filepath.Join(dir, "cpu.bench"), "cpu")
	f.Keep(err)
	return f, f.Err
}

// readTrace reads the requests of each reader's copy. It checks them against
// waterfall.bench: a file that was cut short, or is of another run, has other
// numbers of requests.
func (f *facts) readTrace(path string) error {
	var trace results.Trace
	if err := trace.AddFile(path); err != nil {
		return err
	}
	for _, reader := range f.Values("Waterfall", "reader") {
		requests, err := trace.Requests(named("Waterfall", "manager", reader))
		if err != nil {
			return fmt.Errorf("%s:%w", path, err)
		}
		gets, completed := 0.0, 0.0
		for _, r := range requests {
			switch {
			case isGET(r):
				gets++
			case r.Operation == "POST":
				completed = r.End // the last one ends the upload
			}
		}
		wantGETs, took := f.GETs("Waterfall", "manager", reader), f.Time("Waterfall", "manager", reader)
		if gets != wantGETs || math.Abs(completed-took) > 0.001*took {
			return fmt.Errorf("%s: %v GETs and %.4g s of reader=%s, but waterfall.bench has %v and %.4g: it was cut short, or is of another run",
				path, gets, completed, reader, wantGETs, took)
		}
		f.requests[reader] = requests
	}
	return nil
}

const standard = "s3-standard"

// named is the cell in which the uploader copies what the reader reads. It is given as
// "Workers/workers=20": of what that leaves out, the profile is s3-standard and the size
// the one that the benchmark has, or 64 MiB.
func named(at, uploader, reader string) cell.Name {
	n := cell.Name(at)
	values := cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB", "profile": standard}
	switch n.Benchmark() {
	case "Profile", "Part", "Memory":
		values["size"] = "256MiB"
	case "Workers":
		values["size"] = cell.Size(20 * derived.Parts[uploader])
	}
	for _, key := range n.Keys() {
		values[key] = n.Get(key)
	}
	return cell.Make(n.Benchmark(), values)
}

// Metric is a figure of a cell as named has it.
func (f *facts) Metric(unit, at, uploader, reader string) float64 {
	return f.Value(named(at, uploader, reader), unit)
}

// Time is how long a copy takes.
func (f *facts) Time(at, uploader, reader string) float64 {
	return f.Metric(cell.Time, at, uploader, reader)
}

// GETs is how many requests for the source a copy makes.
func (f *facts) GETs(at, uploader, reader string) float64 {
	return f.Metric(cell.GETs, at, uploader, reader)
}

// USD is what the GETs of a TiB cost, in objects of 64 MiB.
func (f *facts) USD(uploader, reader string) float64 {
	return derived.GETsUSD(f.GETs("Upload", uploader, reader), "64MiB")
}

// Least is the least memory measured with which readahead takes at most the factor of
// another reader's time for 256 MiB; "never" if none is.
func (f *facts) Least(factor float64, reader, uploader, profile string) string {
	limit := factor * f.Time("Profile/profile="+profile, uploader, reader)
	for _, memory := range f.Values("Memory", "memory") {
		if f.Time("Memory/profile="+profile+"/memory="+memory, uploader, "readahead") <= limit {
			return spaced(memory)
		}
	}
	return "never"
}

// RangeOfRatio is how many times as long one reader takes as another for 64 MiB.
func (f *facts) RangeOfRatio(uploader, reader, other string) derived.Range {
	return f.Ratio("Range", cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB"},
		cell.Values{"uploader": uploader, "reader": other, "size": "64MiB"})
}

// Serial is what serialisation costs the reader.
func (f *facts) Serial(reader string) derived.Serial {
	for _, s := range f.Serials {
		if s.Reader == reader {
			return s
		}
	}
	f.Keep(fmt.Errorf("no reader %s in scaling.bench; make scaling measures it", reader))
	return derived.Serial{}
}

// CPU is a median of what one ReadAt of 32 KiB takes: sec/op or allocs/op.
func (f *facts) CPU(unit, reader string, callers int) float64 {
	s, err := f.CPUs.Sample(called(reader, callers), unit)
	f.Keep(err)
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
	for _, name := range f.Files[0].Names() {
		if wrong := f.Value(name, cell.WrongBytes); wrong != 0 {
			size := name.Get("size")
			all = append(all, fmt.Sprintf("%s, %s, %s: %s of %s bytes", name.Get("uploader"), name.Get("reader"),
				spaced(size), grouped(wrong), grouped(float64(derived.Bytes(size)))))
		}
	}
	return all
}
