package bench_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"

	"readeratbench/bench"
)

// results/upload.bench is what this code measures, on whatever machine the test
// runs: `make bench` makes it anew. Only the small sizes, for the sake of time;
// .ci/run holds all of it against a run of its own.
func TestCommittedFigures(t *testing.T) {
	if bench.RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	committed := committedResults(t, "../results/upload.bench")
	got := runBenchmark(t, "BenchmarkUpload$/.*/.*/^size=(4|8)MiB$/^profile=s3-standard")
	if len(got) == 0 {
		t.Fatal("no cell was measured")
	}
	compareFigures(t, got, committed, "results/upload.bench", "make bench")
}

// compareFigures compares what was measured with what is committed in the file.
func compareFigures(t *testing.T, got, committed map[string]*benchfmt.Result, file, goal string) {
	t.Helper()
	for name, r := range got {
		want, ok := committed[name]
		if !ok {
			t.Errorf("%s is not in %s; run %s", name, file, goal)
			continue
		}
		for _, w := range want.Values {
			if _, ok := r.Value(w.Unit); !ok {
				t.Errorf("%s: %s is not measured any more; %s has %v", name, w.Unit, file, w.Value)
			}
		}
		for _, v := range r.Values {
			if w, _ := want.Value(v.Unit); v.Unit != "ns/op" && v.Value != w {
				t.Errorf("%s: %v %s; %s has %v: if it is meant to move, run %s and say why in the commit", name, v.Value, v.Unit, file, w, goal)
			}
		}
	}
}

func committedResults(t *testing.T, path string) map[string]*benchfmt.Result {
	t.Helper()
	return committedResultsOf(t, path, "Upload")
}

// committedResultsOf are the cells of a benchmark in a committed file.
func committedResultsOf(t *testing.T, path, benchmark string) map[string]*benchfmt.Result {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	results := make(map[string]*benchfmt.Result)
	for r := benchfmt.NewReader(f, path); r.Scan(); {
		if rec, ok := r.Result().(*benchfmt.Result); ok && strings.HasPrefix(string(rec.Name), benchmark+"/") {
			results[string(rec.Name)] = rec.Clone()
		}
	}
	return results
}
