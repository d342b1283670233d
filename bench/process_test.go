package bench_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"golang.org/x/perf/benchfmt"

	"readeratbench/bench"
)

// runBenchmark runs one of this binary's benchmarks once, in a process of its own
// with env added, and returns its results by name.
func runBenchmark(t *testing.T, name string, env ...string) map[string]*benchfmt.Result {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^"+name+"$", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	results := make(map[string]*benchfmt.Result)
	reader := benchfmt.NewReader(bytes.NewReader(out), name)
	for reader.Scan() {
		switch rec := reader.Result().(type) {
		case *benchfmt.Result:
			// go test adds GOMAXPROCS to the name where it is not 1.
			name := regexp.MustCompile(`-\d+$`).ReplaceAllString(string(rec.Name), "")
			results[name] = rec.Clone()
		case *benchfmt.SyntaxError:
			t.Errorf("%s: %v", name, rec)
		}
	}
	return results
}

// Every cell prints the same figures in whatever process, on busy cores as well.
func TestFiguresRepeatInAnyProcess(t *testing.T) {
	if bench.RaceEnabled {
		t.Skip("the race detector shuffles goroutines")
	}
	var done atomic.Bool
	defer done.Store(true)
	for range runtime.NumCPU() {
		go func() {
			for !done.Load() { // keep a core busy
			}
		}()
	}
	size := fmt.Sprint(bench.EnvSize, "=", 12<<20)
	first := runBenchmark(t, "BenchmarkUpload", size, "GOMAXPROCS=1")
	for _, env := range [][]string{
		{"GOMAXPROCS=2", "GOGC=5"},
		{"GOMAXPROCS=8", "GOGC=off"},
		{"GOMAXPROCS=1", "AWS_LAMBDA_FUNCTION_NAME=f", "_X_AMZN_TRACE_ID=Root=1", "AWS_EXECUTION_ENV=elsewhere"},
	} {
		again := runBenchmark(t, "BenchmarkUpload", append(env, size)...)
		if got, want := slices.Sorted(maps.Keys(again)), slices.Sorted(maps.Keys(first)); !slices.Equal(got, want) || len(got) == 0 {
			t.Fatalf("%v: cells %q; want those of the first process, %q", env, got, want)
		}
		for name, r := range again {
			if !slices.Equal(r.Values, first[name].Values) {
				t.Errorf("%v: %s: %v; in the first process %v", env, name, r.Values, first[name].Values)
			}
		}
	}
}
