package bench_test

import (
	"slices"
	"strings"
	"testing"

	"readeratbench/bench"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// knownEnds are cells of results/faults*.bench that do not end as every copy must, or
// (cell.Met) meet no fault, and why. A line that no cell needs any more fails the test: take it out.
var knownEnds = []struct {
	cells string // all of these elements are in the name
	unit  string
	why   string
}{
	{"of=get/fault=stall", cell.Unnamed, "while a stall is waited out (strategies.DefaultStall, 30 s) the uploads of other parts send nothing, the store hangs up on them after 5 s, and the SDK says that, not why"},
	{"fault=throttle/at=open", cell.Met, "one request or two are what the store answers in a second"},
	{"/at=last", cell.Met, "the reader closes its streams before their last byte: it is at another offset then, or asked for more than it needed"},
	{"of=put/fault=stall", cell.Hang, "the uploader's: the SDK has no time limit for an answer, and the readers see no fault; its caller must cancel"},
}

// Whatever goes wrong, a copy by a sound reader arrives right or fails with an error that
// names the cause. It is never wrong, does not hang, leaks nothing, and leaves no
// multipart upload behind; but for what is known.
func TestFaultsEndWell(t *testing.T) {
	needed := make([]bool, len(knownEnds))
	for _, set := range []string{"Faults", "FaultsMore"} {
		cells := 0
		for name, r := range committedResultsOf(t, "../results/"+strings.ToLower(set)+".bench", set) {
			n := cell.Parse(name)
			if kind := rows.Lookup(n.Get("reader")).Kind; kind == strategies.Defect || kind == strategies.Reference {
				continue
			}
			cells++
			value := func(unit string) float64 {
				v, _ := r.Value(unit)
				return v
			}
			ends := value(cell.Right) + value(cell.Named) + value(cell.Unnamed) + value(cell.Hang)
			if wrong := value(cell.WrongBytes); ends != 1 || wrong != 0 {
				t.Errorf("%s ends in %v ways, with %v wrong bytes; want exactly one, and none", n, ends, wrong)
			}
			for _, unit := range []string{cell.Unnamed, cell.Hang, cell.Stuck, cell.Leaks, cell.Left, cell.Met} {
				known := slices.IndexFunc(knownEnds, func(k struct{ cells, unit, why string }) bool {
					return k.unit == unit && strings.Contains(name, k.cells)
				})
				switch v := value(unit); {
				case (v == 0) != (unit == cell.Met): // as it must be
				case known < 0:
					t.Errorf("%s: %v %s; want 0, and of %s more than 0", n, v, unit, cell.Met)
				default:
					needed[known] = true
				}
			}
		}
		if cells < 100 {
			t.Errorf("Benchmark%s has %d cells of sound readers; want hundreds", set, cells)
		}
	}
	for i, k := range knownEnds {
		if !needed[i] {
			t.Errorf("no cell with %s has %s any more; take it out of knownEnds", k.cells, k.unit)
		}
	}
}

// results/faults.bench is what this code measures: some of it, for the sake of time.
func TestCommittedFaults(t *testing.T) {
	if bench.RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	committed := committedResultsOf(t, "../results/faults.bench", "Faults")
	got := runBenchmark(t, "BenchmarkFaults$/.*/^reader=(pooled|readahead)$/.*/.*/.*/.*/^at=mid")
	if len(got) < 40 {
		t.Fatalf("%d cells were measured; want 40 at least", len(got))
	}
	compareFigures(t, got, committed, "results/faults.bench", "make faults")
}
