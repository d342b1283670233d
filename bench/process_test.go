package bench_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/perf/benchfmt"

	"readeratbench/bench"
)

// benchmarkOutput runs one of this binary's benchmarks once, in a process of its
// own with env added.
func benchmarkOutput(t *testing.T, name string, env ...string) []byte {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^"+name+"$", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return out
}

// suffix is what go test adds to a name where GOMAXPROCS is not 1, in the place
// of blanks that fill the column.
var suffix = regexp.MustCompile(`-\d+ *$`)

// runBenchmark returns a benchmark's results by name.
func runBenchmark(t *testing.T, name string, env ...string) map[string]*benchfmt.Result {
	t.Helper()
	results := make(map[string]*benchfmt.Result)
	reader := benchfmt.NewReader(bytes.NewReader(benchmarkOutput(t, name, env...)), name)
	for reader.Scan() {
		switch rec := reader.Result().(type) {
		case *benchfmt.Result:
			results[suffix.ReplaceAllString(string(rec.Name), "")] = rec.Clone()
		case *benchfmt.SyntaxError:
			t.Errorf("%s: %v", name, rec)
		}
	}
	return results
}

// figureLines are the lines of a benchmark's output that must be the same on
// every machine: not what go test says of the machine and of the real time.
func figureLines(out []byte) []string {
	var lines []string
	for line := range strings.Lines(string(out)) {
		name, figures, _ := strings.Cut(line, "\t")
		switch {
		case strings.HasPrefix(line, "Benchmark") && figures != "": // not the bare name
			lines = append(lines, strings.TrimSpace(suffix.ReplaceAllString(name, ""))+"\t"+figures)
		case strings.HasPrefix(line, "Unit "), strings.HasPrefix(line, "model: "):
			lines = append(lines, line)
		}
	}
	return lines
}

// Every reader, through both uploaders, with and without drawn latencies, prints
// the same bytes in whatever process, on busy cores as well.
func TestOutputRepeatsInAnyProcess(t *testing.T) {
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
	for _, profile := range []string{"s3-standard", "s3-standard-tail"} {
		scenario := []string{fmt.Sprint(bench.EnvSize, "=", 12<<20), bench.EnvProfile + "=" + profile}
		first := figureLines(benchmarkOutput(t, "BenchmarkUpload", append(scenario, "GOMAXPROCS=1")...))
		if cells := len(first) - len(headerOf(first)); cells < 18 || !strings.Contains(first[len(first)-1], "profile="+profile) {
			t.Fatalf("%s: %d cells: %q", profile, cells, first)
		}
		for _, env := range [][]string{
			{"GOMAXPROCS=2", "GOGC=5"},
			{"GOMAXPROCS=8", "GOGC=off"},
			{"GOMAXPROCS=1", "AWS_LAMBDA_FUNCTION_NAME=f", "_X_AMZN_TRACE_ID=Root=1", "AWS_EXECUTION_ENV=elsewhere"},
		} {
			again := figureLines(benchmarkOutput(t, "BenchmarkUpload", append(env, scenario...)...))
			if !slices.Equal(again, first) {
				t.Errorf("%v, %s: %s", env, profile, firstDifference(again, first))
			}
		}
	}
}

// headerOf is what stands above the first result.
func headerOf(lines []string) []string {
	return lines[:slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Benchmark") })]
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("got  %sin the first process %s", got[i], want[i])
		}
	}
	return fmt.Sprintf("%d lines; in the first process %d", len(got), len(want))
}
