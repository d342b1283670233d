package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/results"
)

// fakeCells are two cells of the fake, as it measures them.
const fakeCells = `BenchmarkUpload/uploader=manager/reader=pooled-locked/size=4MiB/profile=s3-standard 1 0.05 vsec/op 83886080 vB/s 1 GETs/op 4194304 src-B/op 0 wrong-B/op
BenchmarkUpload/uploader=manager/reader=pooled-locked/size=64MiB/profile=s3-standard 1 0.8 vsec/op 83886080 vB/s 1 GETs/op 67108864 src-B/op 0 wrong-B/op
`

// diffRepo is a repository in which each of these sets has fakeCells. The process is in
// its folder.
func diffRepo(t *testing.T, sets ...results.Definition) {
	t.Helper()
	for _, kv := range os.Environ() {
		if key, _, _ := strings.Cut(kv, "="); strings.HasPrefix(key, "GIT_") { // as in a hook
			t.Setenv(key, "") // to restore it
			os.Unsetenv(key)
		}
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} { // benchstat is one of its tools
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), string(text))
	}
	t.Chdir(dir)
	t.Cleanup(func() {
		if left, err := filepath.Glob("results/local/.readeratbench-*"); err != nil || len(left) > 0 {
			t.Errorf("diff leaves %q, %v; want nothing", left, err)
		}
	})
	if err := os.MkdirAll("results/local/diff", 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, ".gitignore", "/results/local/\n")
	writeFile(t, "results/local/diff/summary.md", "earlier\n")
	writeFile(t, "results/cpu.bench", "BenchmarkReadAt 1 5 ns/op\n")
	writeFile(t, "results/waterfall.csv", "operation\n")
	for _, d := range sets {
		writeSet(t, d, fakeCells)
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qm", "figures"}} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
}

// writeSet writes the cells as those of a set.
func writeSet(t *testing.T, d results.Definition, cells string) {
	t.Helper()
	var head strings.Builder
	for _, u := range cell.Units {
		head.WriteString(u.Line() + "\n")
	}
	writeFile(t, filepath.Join("results", d.Raw()), head.String()+"model: 7\n\n"+strings.ReplaceAll(cells, "BenchmarkUpload/", "Benchmark"+d.Benchmark+"/")+"PASS\n")
}

// wantDiff runs diff and checks its exit status, and what it prints on either stream.
func wantDiff(t *testing.T, c command, status int, says string, args ...string) {
	t.Helper()
	var out bytes.Buffer
	err := c.run(t.Context(), &out, &out, append([]string{"diff", "-base", "HEAD"}, args...))
	if got := exit.Code(&out, "readeratbench", err); got != status || !strings.Contains(out.String(), says) {
		t.Errorf("diff %q has exit status %d, want %d, and %q; it prints\n%s", args, got, status, says, out.String())
	}
}

// diff measures what BENCH selects, and compares it.
func TestDiffMeasures(t *testing.T) {
	const two = "Upload/=manager/=pooled-locked"
	diffRepo(t, results.Upload)
	before := snapshot(t, "results")
	for _, tt := range []struct{ fail, bench, says string }{
		{"reader=pooled-locked/size=64MiB", two, "the copy never finished"},
		{"", "Upload/=nobody", "BENCH=Upload/=nobody: it matches no cell; "},
		{"", "Odd", "BENCH=Odd: "},
		{"", "(", "BENCH=(: error parsing regexp"},
	} {
		t.Setenv("FAKEBENCH_FAIL", tt.fail)
		wantDiff(t, testCommand(), 2, tt.says, "-bench", tt.bench)
		wantSame(t, snapshot(t, "results"), before)
	}
	wantDiff(t, testCommand(), 0, "0123abcd, compared with ", "-bench", two)
	wantDiff(t, testCommand(), 0, "no differences: all figures of 2 cells are what they were\n", "-bench", two)
	t.Setenv("FAKEBENCH_WRONG", "size=64MiB")
	wantDiff(t, testCommand(), 1, "by more than the limits allow: 1 cell of pooled-locked\n", "-bench", two)

	// All sets, of which the fake has three.
	c := testCommand()
	c.pictures = func(context.Context, string) error { return errors.New("out of ink") }
	wantDiff(t, c, 1, "62 cells: ")
	for name, says := range map[string]string{"upload.bench": "pooled-locked", "range.bench": "seed=2", "waterfall.bench": "mutex", "waterfall.csv": "GET", "cpu.bench": "ReadAt"} {
		if text, err := os.ReadFile(filepath.Join("results/local/diff/here", name)); err != nil || !strings.Contains(string(text), says) {
			t.Errorf("%s is %q, %v; want it with %q", name, text, err, says)
		}
	}
}

// With FIGURES diff compares what was measured before, all of it.
func TestDiffFigures(t *testing.T) {
	diffRepo(t, results.Definitions...)
	all := fmt.Sprintf("no differences: all figures of %d cells are what they were\n", 2*len(results.Definitions))
	c := testCommand()
	c.compile = nil // measures nothing
	c.pictures = func(_ context.Context, folder string) error {
		c.pictures = func(context.Context, string) error { return nil }
		wantDiff(t, c, 0, all, "-figures", "results") // of two at once each gets to its end
		_, err := os.Stat(filepath.Join(folder, cpuFile))
		return errors.Join(err, os.Mkdir(filepath.Join(folder, "figures"), 0o777), os.WriteFile(filepath.Join(folder, "figures", "new.svg"), []byte("<svg/>\n"), 0o666))
	}
	wantDiff(t, c, 0, "pictures that changed:\n  new.svg\n", "-figures", "results")
	c.pictures = func(context.Context, string) error { return nil }
	wantDiff(t, c, 0, all, "-figures", "results")
	wantDiff(t, c, 2, "BENCH=Upload and FIGURES=results: ", "-figures", "results", "-bench", "Upload")

	writeSet(t, results.Upload, strings.ReplaceAll(fakeCells, " 1 GETs/op", " 2 GETs/op"))
	wantDiff(t, c, 1, "GETs/op 1 → 2 (+100.00%)", "-figures", "results")
	if err := os.Remove("results/size.bench"); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, "results")
	wantDiff(t, c, 2, "results: open size.bench: ", "-figures", "results")
	wantSame(t, snapshot(t, "results"), before)
}
