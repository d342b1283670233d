package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// facts is everything that the write-up says in figures: the committed results,
// and what is derived from them. Its methods are the templates' functions; sizes
// are those of size= keys, times virtual seconds.
type facts struct {
	*results.Figures
	requests map[string][]request
	serial   []derived.Serial
	cpu      *results.Runs
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
	if f.requests, err = readTrace(dir, figures); err != nil {
		return nil, err
	}
	if f.serial, err = derived.Serialisation(figures); err != nil {
		return nil, err
	}
	if f.cpu, err = results.ReadRuns(filepath.Join(dir, "cpu.bench"), "cpu"); err != nil {
		return nil, err
	}
	return f, nil
}

const standard = "s3-standard"

// Metric is a figure of the default matrix.
func (f *facts) Metric(unit, uploader, reader, size string) (float64, error) {
	return f.Value(fmt.Sprintf("Upload/uploader=%s/reader=%s/size=%s/profile=%s", uploader, reader, size, standard), unit)
}

// Time is that of a copy in the default matrix.
func (f *facts) Time(uploader, reader, size string) (float64, error) {
	return f.Metric("vsec/op", uploader, reader, size)
}

// Gets is how many requests for the source a copy of the default matrix makes.
func (f *facts) Gets(uploader, reader, size string) (float64, error) {
	return f.Metric("GETs/op", uploader, reader, size)
}

// USD is what the GETs of a TiB cost.
func (f *facts) USD(uploader, reader, size string) (float64, error) {
	gets, err := f.Gets(uploader, reader, size)
	return derived.USDPerTiB(gets, derived.PriceGET, float64(bytesOf(size))), err
}

// Sized is the time of a copy in the sweep of sizes.
func (f *facts) Sized(uploader, reader, size string) (float64, error) {
	return f.Value(fmt.Sprintf("Size/uploader=%s/reader=%s/size=%s/profile=%s", uploader, reader, size, standard), "vsec/op")
}

// On is the time of a copy on a network.
func (f *facts) On(profile, uploader, reader, size string) (float64, error) {
	return f.Value(fmt.Sprintf("Profile/uploader=%s/reader=%s/size=%s/profile=%s", uploader, reader, size, profile), "vsec/op")
}

// objects are what the sweeps of workers copy: 20 parts.
var objects = map[string]string{"manager": "100MiB", "transfermanager": "160MiB"}

// WithWorkers is the time of a copy of 20 parts.
func (f *facts) WithWorkers(workers any, uploader, reader string) (float64, error) {
	return f.worked(workers, uploader, reader, "vsec/op")
}

// WorkersGets is how many requests such a copy makes.
func (f *facts) WorkersGets(workers any, uploader, reader string) (float64, error) {
	return f.worked(workers, uploader, reader, "GETs/op")
}

func (f *facts) worked(workers any, uploader, reader, unit string) (float64, error) {
	return f.Value(fmt.Sprintf("Workers/uploader=%s/reader=%s/size=%s/profile=%s/workers=%v", uploader, reader, objects[uploader], standard, workers), unit)
}

// WithParts is the time of a copy of 256 MiB in parts of another size.
func (f *facts) WithParts(part, uploader, reader string) (float64, error) {
	return f.Value(fmt.Sprintf("Part/uploader=%s/reader=%s/size=256MiB/profile=%s/part=%s", uploader, reader, standard, part), "vsec/op")
}

// WithLayers is the time of so many copies of 64 MiB at once.
func (f *facts) WithLayers(layers any, uploader, reader string) (float64, error) {
	return f.Value(fmt.Sprintf("Layers/uploader=%s/reader=%s/size=64MiB/profile=%s/layers=%v", uploader, reader, standard, layers), "vsec/op")
}

// WithMemory is the time that readahead takes for 256 MiB.
func (f *facts) WithMemory(memory, uploader, profile string) (float64, error) {
	return f.Value(fmt.Sprintf("Memory/uploader=%s/reader=readahead/size=256MiB/profile=%s/memory=%s", uploader, profile, memory), "vsec/op")
}

// Enough is the least memory measured with which readahead is within the factor of
// the floor at 256 MiB; "never" if none is.
func (f *facts) Enough(factor float64, uploader, profile string) (string, error) {
	floor, err := f.On(profile, uploader, "floor", "256MiB")
	if err != nil {
		return "", err
	}
	return f.leastMemory(factor*floor, uploader, profile)
}

// Overtakes is the least memory measured with which readahead is faster than a
// reader that keeps nothing.
func (f *facts) Overtakes(reader, uploader, profile string) (string, error) {
	other, err := f.On(profile, uploader, reader, "256MiB")
	if err != nil {
		return "", err
	}
	return f.leastMemory(other, uploader, profile)
}

func (f *facts) leastMemory(below float64, uploader, profile string) (string, error) {
	for _, memory := range f.Values("Memory", "memory") {
		t, err := f.WithMemory(memory, uploader, profile)
		if err != nil {
			return "", err
		}
		if t <= below {
			return spaced(memory), nil
		}
	}
	return "never", nil
}

// RangeOfRatio is how many times as long one reader takes as another.
func (f *facts) RangeOfRatio(uploader, reader, other string) (derived.Range, error) {
	copied := func(reader string) cell.Values {
		return cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB"}
	}
	return derived.Ratio(f.Figures, "Range", copied(reader), copied(other))
}

// Serial is what serialisation costs the reader.
func (f *facts) Serial(reader string) (derived.Serial, error) {
	for _, s := range f.serial {
		if s.Reader == reader {
			return s, nil
		}
	}
	return derived.Serial{}, fmt.Errorf("no reader %s in scaling.bench", reader)
}

// CPU is the median of nanoseconds that one ReadAt of 32 KiB takes.
func (f *facts) CPU(reader string, callers int) (float64, error) {
	s, err := f.cpu.Sample(fmt.Sprintf("reader=%s/callers=%d", reader, callers), "sec/op")
	return s.Median * 1e9, err
}

// Allocs is the median of allocations.
func (f *facts) Allocs(reader string) (float64, error) {
	s, err := f.cpu.Sample("reader="+reader+"/callers=1", "allocs/op")
	return s.Median, err
}

// Wrong names the cells of the default matrix whose copies are wrong.
func (f *facts) Wrong() ([]string, error) {
	var all []string
	for _, r := range f.Files[0].Results {
		if wrong, _ := r.Value(results.WrongBytes); wrong != 0 {
			_, keys := results.Keys(r.Name)
			all = append(all, fmt.Sprintf("%s, %s, %s: %s of %s bytes",
				keys["uploader"], keys["reader"], spaced(keys["size"]), grouped(wrong), grouped(float64(bytesOf(keys["size"])))))
		}
	}
	return all, nil
}

// bytesOf reads a size= key; 0 if it is none.
func bytesOf(size string) int64 {
	n, err := results.ParseSize(size)
	if err != nil {
		return 0
	}
	return n
}

// spaced is 64MiB as text has it: 64 MiB.
func spaced(size string) string {
	digits := strings.TrimRight(size, "KMGiB")
	return digits + " " + size[len(digits):]
}

// Serials are all readers of scaling.bench.
func (f *facts) Serials() []derived.Serial { return f.serial }

// Machine is what cpu.bench was measured on.
func (f *facts) Machine() string { return f.cpu.Config["cpu"] }

// Profiles are the networks that are built in.
func (f *facts) Profiles() []string { return f.Values("Profile", "profile") }

// option is a reader that one could choose.
type option struct{ Name, What, Memory string }

// Options are the readers that the decision is between.
func (f *facts) Options() []option {
	return []option{
		{"mutex", "one stream, one caller at a time", "none"},
		{"mutex-barging", "the same, with a lock for whoever comes first", "none"},
		{"stateless", "a request a call", "none"},
		{"pooled-locked", "the pool behind one lock (a control)", "none"},
		{"pooled", "up to 16 streams, kept where they stopped", "none"},
		{"readahead", "blocks fetched ahead of everyone who reads on", "80 MiB at most"},
	}
}

// Wire is how many nanoseconds 32 KiB take at the rate of a connection of
// s3-standard, 90 MB/s.
func (f *facts) Wire() float64 { return (32 << 10) / 90e6 * 1e9 }

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
			return "", fmt.Errorf("the text claims that %s is slower than %s in every scenario, but in one it takes %v times as long: rewrite it", order[i], reader, r.Low)
		}
	}
	return strings.Join(order, ", "), nil
}

// Scenarios is how many there are behind a range of Serials.
func (f *facts) Scenarios() int { return len(derived.Scenarios(f.Figures, "Scaling")) }
