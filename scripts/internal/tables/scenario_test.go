package tables

import (
	"strings"
	"testing"

	"readeratbench/scripts/internal/results"
)

// rangeTables returns the page of results of BenchmarkRange as written.
func rangeTables(t *testing.T, lines ...string) (string, error) {
	t.Helper()
	for i, line := range lines {
		lines[i] = "Range/" + line
	}
	pages, err := Of(results.Definition{Name: "range", Benchmark: "Range", Column: "size", Scenarios: true}, set(t, "model: 1\n", lines...), "results/local")
	if err != nil {
		return "", err
	}
	if len(pages) != 1 || pages[0].File != "tables/range.txt" {
		t.Fatalf("pages %v; want one, tables/range.txt", pages)
	}
	var b strings.Builder
	err = pages[0].Write(&b)
	const line = "benchstat's view: go tool benchstat -table /uploader -ignore model,blob -row /size"
	if !strings.Contains(b.String(), line) || !strings.HasSuffix(b.String(), " -col /reader results/local/range.bench\n") {
		t.Errorf("the page does not end in what shows it in benchstat:\n%s", &b)
	}
	return view.ReplaceAllString(b.String(), ""), err
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
		"uploader=v/reader=pooled/size=8MiB/profile=s3-standard-tail/ttfb=1.0/seed=2 0.5 vsec/op 1 GETs/op 0 wrong-B/op",
	)
	const want = `Range: ttfb=1.0 (factors) profile=s3-standard-tail (seeds: 1), s3-standard (seeds: 1) model=1
nominal is profile=s3-standard ttfb=1.0; lowest and highest are of all scenarios, ratios are taken within one

uploader=u size=8MiB; scenarios: 2

  vsec/op  nominal  lowest  highest
   pooled        2       2        4
    mutex    wrong   wrong    wrong

           ratio  nominal  lowest  highest
  mutex ÷ pooled    wrong   wrong    wrong

uploader=v size=8MiB; scenarios: 2

  vsec/op  nominal  lowest  highest
   pooled   0.2500  0.2500   0.5000

wrong bytes: uploader=u size=8MiB reader=mutex: in 1 of 2 scenarios
GETs/op: uploader=u size=8MiB: pooled 11 to 12; the others make as many in every scenario
mutex` + fifoNote
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
		{"no seed", []string{strings.Replace(fine, "/seed=0", "", 1)}, "no cells of BenchmarkRange with profile=s3-standard/ttfb=1.0/seed=0, the scenario that the others vary"},
		{"no seconds", []string{strings.Replace(fine, " 2 vsec/op", "", 1)}, "has no vsec/op"},
		{"no requests", []string{strings.Replace(fine, " 1 GETs/op", "", 1)}, "has no GETs/op"},
		{"a key too many", []string{strings.Replace(fine, "/seed=0", "/seed=0/layers=2", 1)}, "has no cell Range/uploader=u/reader=a/size=8MiB/profile=s3-standard/ttfb=1.0/seed=0; "},
		{"a gap", []string{fine, other, strings.Replace(fine, "reader=a", "reader=b", 1)}, "has no cell Range/uploader=u/reader=b/size=8MiB/profile=s3-standard/ttfb=0.8/seed=0; "},
		{"nothing nominal", []string{other}, "no cells of BenchmarkRange with profile=s3-standard/ttfb=1.0/seed=0"},
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
