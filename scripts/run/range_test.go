package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// TestRange holds the committed range to its exact bytes.
func TestRange(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	stdout, err := runArgs(t, "range", "-results", dir)
	if err != nil {
		t.Fatalf("range = %v", err)
	}
	got := wantGolden(t, dir, "golden-range")
	if table := got["tables/range.txt"]; table == "" || !strings.HasPrefix(stdout, table+"\ntables: "+dir+"/tables/\nraw output: "+dir+"/range.bench\n") {
		t.Errorf("stdout is\n%s\nwant the table\n%s\nand where it is", stdout, table)
	}
	wantCommandWorks(t, lastLine(stdout))
}

// TestRangeBesideUpload: neither set touches the other's files, and a range
// that fails touches none.
func TestRangeBesideUpload(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	if _, err := runArgs(t, "range", "-results", dir, "-procs", "2"); err != nil {
		t.Fatal(err)
	}
	after := snapshot(t, dir)
	raw, txt := filepath.Join(dir, "range.bench"), filepath.Join(dir, "tables/range.txt")
	for path, content := range before {
		if after[path] != content {
			t.Errorf("%s is %q after range, want the old %q", path, after[path], content)
		}
	}
	if len(after) != len(before)+2 || after[raw] == "" || after[txt] == "" {
		t.Errorf("after range there are %d files, %d before; want %s and %s more", len(after), len(before), raw, txt)
	}
	t.Setenv("FAKEBENCH_FAIL", "reader=pooled/size=64MiB/profile=s3-standard/ttfb=0.8")
	if _, err := runArgs(t, "range", "-results", dir); err == nil || !strings.Contains(err.Error(), "the copy never finished") {
		t.Errorf("range with a cell that fails = %v", err)
	}
	wantSame(t, snapshot(t, dir), after)
}

// rangeTables merges one result a cell and returns the table as written.
func rangeTables(t *testing.T, results ...string) (string, error) {
	t.Helper()
	var cells []cell
	var outputs [][]byte
	for _, r := range results {
		name, values, _ := strings.Cut(r, " ")
		cells = append(cells, cell("BenchmarkRange/"+name))
		outputs = append(outputs, printed("BenchmarkRange/"+name, "model: 1\n", values))
	}
	merged, err := mergeResults(cells, outputs)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := makeRangeTable(t.Context(), set{}, cells, merged)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = tables[0].write(&b)
	if len(tables) != 1 {
		err = errors.Join(err, errors.New("more than one table"))
	}
	return b.String(), err
}

// TestRangeRatios: they are taken within a scenario, not between the ends of
// two ranges; both uploaders have their own.
func TestRangeRatios(t *testing.T) {
	got, err := rangeTables(t,
		"uploader=u/reader=pooled/size=8MiB/profile=s3-standard-tail/ttfb=1.0/seed=2 4 vsec/op 12 GETs/op 0 wrong-B/op",
		"uploader=u/reader=pooled/size=8MiB/profile=s3-standard/ttfb=1.0/seed=0 2 vsec/op 11 GETs/op 0 wrong-B/op",
		"uploader=u/reader=mutex/size=8MiB/profile=s3-standard/ttfb=1.0/seed=0 100.5 vsec/op 9 GETs/op 0 wrong-B/op",
		"uploader=u/reader=mutex/size=8MiB/profile=s3-standard-tail/ttfb=1.0/seed=2 240 vsec/op 9 GETs/op 5 wrong-B/op",
		"uploader=v/reader=pooled/size=8MiB/profile=s3-standard/ttfb=1.0/seed=0 0.25 vsec/op 1 GETs/op 0 wrong-B/op",
	)
	const want = `Range: ttfb=1.0 (factors) profile=s3-standard-tail (seeds: 1), s3-standard (seeds: 1) model=1
nominal is profile=s3-standard ttfb=1.0; lowest and highest are of all scenarios, ratios are taken within one

uploader=u size=8MiB; scenarios: 2

  vsec/op  nominal  lowest  highest
   pooled    2.000   2.000    4.000
    mutex    100.5   100.5    240.0

           ratio  nominal  lowest  highest
  mutex ÷ pooled    50.25   50.25    60.00

uploader=v size=8MiB; scenarios: 1

  vsec/op  nominal  lowest  highest
   pooled   0.2500  0.2500   0.2500

wrong bytes: uploader=u size=8MiB reader=mutex: in 1 of 2 scenarios
GETs/op: uploader=u size=8MiB: pooled 11 to 12; the others make as many in every scenario
mutex: ` + fifoNote + "\n"
	if err != nil || got != want {
		t.Errorf("table, %v:\n%s\nwant\n%s", err, got, want)
	}
}

func TestRangeRefuses(t *testing.T) {
	const fine = "uploader=u/reader=a/size=8MiB/profile=s3-standard/ttfb=1.0/seed=0 2 vsec/op 1 GETs/op 0 wrong-B/op"
	const other = "uploader=u/reader=a/size=8MiB/profile=s3-standard/ttfb=0.8/seed=0 1 vsec/op 1 GETs/op 0 wrong-B/op"
	for _, tt := range []struct {
		name    string
		results []string
		says    string
	}{
		{"no seed", []string{strings.Replace(fine, "/seed=0", "", 1)}, "cell BenchmarkRange/uploader=u/reader=a/size=8MiB/profile=s3-standard/ttfb=1.0: has no seed=; names must look like " + exampleRangeCell},
		{"no ttfb", []string{strings.Replace(fine, "/ttfb=1.0", "", 1)}, "has no ttfb="},
		{"no profile", []string{strings.Replace(fine, "/profile=s3-standard", "", 1)}, "has no profile="},
		{"no seconds", []string{strings.Replace(fine, " 2 vsec/op", "", 1)}, "does not report vsec/op"},
		{"no requests", []string{strings.Replace(fine, " 1 GETs/op", "", 1)}, "does not report GETs/op"},
		{"a key too many", []string{fine, strings.Replace(fine, "/seed=0", "/seed=0/layers=2", 1)}, "/layers=2: another one has the same reader in the same scenario"},
		{"a gap", []string{fine, other, strings.Replace(fine, "reader=a", "reader=b", 1)}, "no cell of reader=b with profile=s3-standard/ttfb=0.8/seed=0, which other readers have"},
		{"nothing nominal", []string{other}, "no cell with profile=s3-standard/ttfb=1.0, which others are to be compared with"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := rangeTables(t, tt.results...); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("table = %q, %v; want an error with %q", got, err, tt.says)
			}
		})
	}
	if got, err := rangeTables(t, fine, other); err != nil {
		t.Errorf("table of what is right = %q, %v; want no error", got, err)
	}
}
