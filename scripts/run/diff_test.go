package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	allCells     = "no differences: all figures of 62 cells are what they were\n"
	pooledLocked = "Upload/uploader=manager/reader=pooled-locked/size=64MiB/profile=s3-standard"
)

// slower makes all cells of pooled-locked take twice as long, with 5 requests.
func (r repo) slower() {
	r.t.Helper()
	r.edit(repoSource, `	case "memory":`, "\tcase \"pooled-locked\":\n\t\tseconds, gets = 2*seconds, 5\n\tcase \"memory\":")
}

// Nothing changed, or nothing that a figure hangs on.
func TestDiffWithoutDifferences(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(repo)
	}{
		{"unchanged", func(repo) {}},
		{"comments", func(r repo) {
			r.edit(repoSource, "// BenchmarkRange varies", "// BenchmarkRange, as one may guess, varies")
			r.commit("bench: a better comment")
		}},
		{"dirty", func(r repo) { r.edit("README", "soon", "later") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			tt.change(r)
			d := r.diff()
			d.want(t, 0, "", allCells, "(the merge base with main): bench: benchmarks, and what they give\n",
				"raw results of both sides: results/local/diff/\n", "!fails", "!vsec/op", "!not committed as")
			for _, name := range []string{"upload.bench", "range.bench", "waterfall.bench"} {
				wantSameFiles(t, filepath.Join("results", name), filepath.Join("results/local/diff/here", name), filepath.Join("results/local/diff/base", name))
			}
			wantSameFiles(t, "results/waterfall.csv", "results/local/diff/here/waterfall.csv")
		})
	}
}

func wantSameFiles(t *testing.T, want string, others ...string) {
	t.Helper()
	for _, other := range others {
		if read(t, other) != read(t, want) {
			t.Errorf("%s is not as %s", other, want)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What changed is said of each cell, once; only what is worse fails.
func TestDiffChanges(t *testing.T) {
	const upload = "Upload/uploader=manager/reader="
	for i, tt := range []struct {
		name     string
		old, new string // in the benchmarks
		status   int
		stderr   string // without BASE
		lines    []string
	}{
		{
			"slower and more requests", `	case "memory":`, "\tcase \"pooled-locked\":\n\t\tseconds, gets = 2*seconds, 5\n\tcase \"memory\":",
			1, "by more than they may be: 12 cells of pooled-locked",
			[]string{
				"62 cells: 50 the same, 12 worse, 0 better, 0 partly both, 0 changed otherwise, 0 new; 12 changed in requests, 0 newly wrong; 0 vanished\n",
				"\nfails, where ! stands:\n  Upload/",
				"  " + pooledLocked + ": ! vsec/op 0.8 → 1.6 (+100.00%), ! GETs/op 1 → 5 (+400.00%)\n",
				"  .unit:vsec/op may get worse by 1%: ", "  .unit:GETs/op may not get worse: ",
				"make figures && make report, commit results/, and say why in a line of the message that begins:\n    Worse: pooled-locked: <why they may be>\n",
				"not committed as measured; make figures && make report, and commit results/:\n  Range: 8 cells\n  Upload: 4 cells\n",
				"vsec/op     vs base", "+100.00% (n=1)", "!/reader: mutex\n", "!Wrong:",
			},
		},
		{
			"slower, within the limit", "seconds := bytes / (80 << 20)", "seconds := bytes / (80 << 20) * 1.01 // exactly the limit",
			0, "",
			[]string{"!fails", "worse, within the limits:\n  Upload/uploader=manager/reader=mutex-barging/", ": vsec/op 0.05 → 0.0505 (+1.00%)\n"},
		},
		{
			"better", `	case "memory":`, "\tcase \"pooled-locked\":\n\t\tseconds /= 2\n\tcase \"memory\":",
			0, "",
			[]string{"0 worse, 12 better, 0 partly both", "better:\n", "  " + pooledLocked + ": vsec/op 0.8 → 0.4 (-50.00%)\n", "!fails", "-50.00% (n=1)"},
		},
		{
			"fewer requests", `seconds, gets = bytes/(1<<20), bytes/(32<<10)-1`, `seconds, gets = bytes/(1<<20), bytes/(32<<10)-2`,
			0, "",
			[]string{"25 better, 0 partly both, 0 changed otherwise, 0 new; 25 changed in requests", "better:\n", "  " + upload + "mutex/size=4MiB/profile=s3-standard: GETs/op 127 → 126 (-0.79%)\n", "!fails"},
		},
		{
			"a wrong byte", `is(b, "WRONG") {`, `reader == "pooled-locked" {`,
			1, "by more than they may be: 12 cells of pooled-locked",
			[]string{
				"12 newly wrong", "  " + pooledLocked + ": ! wrong-B/op 0 → 98304\n", "wrong-B/op may not get worse: a wrong byte",
				"Wrong: pooled-locked: <why their copies may be wrong, which no reader of strategies.All() may be>\n", "!Worse:",
			},
		},
		{
			"no longer wrong", `if reader == "merged" && bytes > 8<<20 || is(b, "WRONG") {`, `if is(b, "WRONG") {`,
			0, "",
			[]string{"no longer wrong:\n  " + upload + "merged/size=64MiB/profile=s3-standard: wrong-B/op 98304 → 0 (-100.00%)\n", "0 newly wrong", "!fails"},
		},
		{
			"another of no weight", `b.ReportMetric(bytes, "src-B/op")`, `b.ReportMetric(bytes/2, "src-B/op")`,
			0, "",
			[]string{"0 worse, 0 better, 0 partly both, 62 changed otherwise", "changed otherwise:\n"},
		},
		{
			"a new reader", `"pooled-locked", "memory"} {
			for _, size`, `"pooled-locked", "pooled", "memory"} {
			for _, size`,
			0, "",
			[]string{"66 cells: 62 the same", "4 new;", "new: here alone:\n  Upload/reader=pooled: all 4 cells\n", "!fails", "!geomean"},
		},
		{
			"a new reader that is wrong", `	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "mutex-barging", "merged", "pooled-locked", "memory"} {`, `	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "mutex-barging", "merged", "pooled-locked", "memory", "worse"} {
			if reader == "worse" { os.Setenv("FAKEBENCH_WRONG", "reader=worse") }`,
			1, "by more than they may be: 4 cells of worse",
			[]string{"4 new;", "4 newly wrong", ": ! wrong-B/op 0 → 98304\n", "Wrong: worse: <why"},
		},
		{
			"a renamed benchmark", "func BenchmarkRange(", "func BenchmarkScaling(",
			0, "",
			[]string{"22 the same, ", "40 new;", "40 vanished", "new: here alone:\n  Scaling: all 40 cells\n", " alone:\n  Range: all 40 cells\n", "!fails"},
		},
		{
			"a figure that nobody had", `b.ReportMetric(0, "ns/op")`, `b.ReportMetric(0, "ns/op"); b.ReportMetric(3, "conns/op")`,
			0, "",
			[]string{"figures that cells have here alone:\n  conns/op: 62 cells\n", "!no differences", "62 cells: 62 the same, 0 worse"},
		},
		{
			"a figure that is gone", `b.ReportMetric(gets, "GETs/op")`, `_ = gets`,
			1, "by more than they may be: 62 cells of mutex, mutex-barging, merged, pooled-locked, memory, pooled",
			[]string{"  " + pooledLocked + ": ! GETs/op 1 → not measured\n", "62 changed in requests"},
		},
		{
			"a unit turned round", "Unit GETs/op better=lower assume=exact", "Unit GETs/op better=higher",
			0, "",
			[]string{allCells},
		},
		{
			"wrong bytes that nobody is to judge", `	fmt.Printf("Unit GETs/op better=lower assume=exact\nUnit src-B/op assume=exact\nUnit wrong-B/op assume=exact\n")`,
			`	fmt.Printf("Unit GETs/op better=higher\nUnit src-B/op assume=exact\nUnit wrong-B/op better=higher\n")
	if reader == "pooled-locked" {
		b.ReportMetric(7, "wrong-B/op")
	}`,
			1, "by more than they may be: 12 cells of pooled-locked",
			[]string{"  " + pooledLocked + ": ! wrong-B/op 0 → 7\n"},
		},
		{
			"another model", `model := "7"`, `model := "9"; seconds := 2.0; b.ReportMetric(seconds, "vsec/op")`,
			0, "",
			[]string{"of another model, so that only wrong bytes are compared:\n", "  model 7 → 9: 62 cells\n", "62 cells: 0 the same, 0 worse", "0 vanished; 62 of another model\n", "!fails", "!vsec/op"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			base := r.head()
			r.edit(repoSource, tt.old, tt.new)
			if tt.stderr != "" {
				tt.stderr = "worse than at " + base + " " + tt.stderr
			}
			r.diff().want(t, tt.status, tt.stderr, tt.lines...)
			if i == 0 { // committed it is the same change
				r.commit("bench: change it")
				r.diff().want(t, tt.status, tt.stderr, tt.lines...)
			}
		})
	}
}

// head is the short hash of the commit that is checked out.
func (r repo) head() string {
	r.t.Helper()
	hash, err := gitCommit(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return hash[:10]
}

// write writes a file and its folder.
func (r repo) write(name, text string) {
	r.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
		r.t.Fatal(err)
	}
}

// BENCH leaves cells out on both sides: they are neither new nor vanished.
func TestDiffPart(t *testing.T) {
	r := newRepo(t)
	r.slower()
	r.edit(repoSource, `"mutex", "mutex-barging",`, `"mutex",`)
	drawn := false
	c := repoCommand()
	c.pictures = func(context.Context, string) error { drawn = true; return nil }
	d := r.diffBy(c, "-bench", "Upload/=transfermanager/=(memory|pooled-locked)/=64MiB")
	d.want(t, 1, "worse than at "+r.head()+" by more than they may be: 1 cell of pooled-locked",
		"2 cells: 1 the same, 1 worse, 0 better, 0 partly both, 0 changed otherwise, 0 new; 1 changed in requests, 0 newly wrong; 4 vanished\n",
		" alone:\n  Upload/reader=mutex-barging: all 4 cells\n", "not committed as measured; make figures && make report, and commit results/:\n  Upload: 5 cells\n")
	if drawn {
		t.Error("pictures were drawn of a part of the figures")
	}
}

// A reader that is wrong at the base somewhere is a known defect, whatever BENCH leaves
// of it.
func TestDiffPartOfDefect(t *testing.T) {
	r := newRepo(t)
	r.edit(repoSource, `{"64MiB", 64 << 20}}`, `{"64MiB", 64 << 20}, {"128MiB", 128 << 20}}`)
	r.diff("-bench", "Upload/=manager/=merged/=128MiB").want(t, 0, "", "1 new;", "!fails")
}

// Of two diffs at once each gets to its end, and the later one is what is left.
func TestDiffTwice(t *testing.T) {
	r := newRepo(t)
	c := repoCommand()
	c.pictures = func(context.Context, string) error {
		r.diff("-bench", "Waterfall").want(t, 0, "", "no differences: all figures of 2 cells")
		return nil
	}
	r.diffBy(c).want(t, 0, "", allCells)
	if got := read(t, "results/local/diff/summary.md"); !strings.Contains(got, allCells) {
		t.Errorf("what is left is\n%s\nwant the later one", got)
	}
	if left, err := filepath.Glob("results/local/.readeratbench-*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// The pictures that changed are named; that they cannot be drawn is no failure.
func TestDiffPictures(t *testing.T) {
	r := newRepo(t)
	r.write("results/figures/lost.svg", "<svg/>\n")
	r.commit("results: pictures")
	r.diff("-base", "HEAD").want(t, 0, "", "pictures that are no longer drawn:\n  lost.svg\n", "!pictures that changed")
	r.edit(repoSource, `"memory"} {
			for _, size`, `"memory", "pooled"} {
			for _, size`)
	r.diff("-base", "HEAD").want(t, 0, "", "pictures that changed:\n  all.svg\n")
	if got := read(t, "results/local/diff/pictures.txt"); got != "all.svg\n" {
		t.Errorf("pictures.txt has %q; want all.svg", got)
	}
	c := repoCommand()
	c.pictures = func(context.Context, string) error { return errors.New("out of ink") }
	r.diffBy(c, "-base", "HEAD").want(t, 0, "", "pictures cannot be drawn:\n  out of ink\n", "!lost.svg")
	if text := read(t, "results/local/diff/pictures.txt"); text != "" {
		t.Errorf("pictures.txt has %q of pictures that were not drawn; want nothing", text)
	}
}

// Figures of the real clock are shown where somebody measured them anew, and never
// fail.
func TestDiffRealClock(t *testing.T) {
	r := newRepo(t)
	const slow = "BenchmarkWall/reader=pooled 1 9000000000 ns/op 0 wall-wrong-B/op\nPASS\n"
	r.write("results/wall.bench", strings.ReplaceAll(slow, "9000", "1000"))
	r.commit("results: the real clock")
	r.write("results/wall.bench", slow)
	r.diff("-base", "HEAD").want(t, 0, "", allCells, "wall.bench changed: of the real clock, and so not judged\n", "sec/op", "9.000", "!cpu.bench changed")
}

// A summary for a CI job has the verdict first and the same parts as the text.
func TestDiffSummary(t *testing.T) {
	r := newRepo(t)
	r.diff()
	if got := read(t, "results/local/diff/summary.md"); !strings.HasPrefix(got, "## Figures\n\nNothing is worse than it may be.\n\n```text\n") || !strings.Contains(got, allCells) {
		t.Errorf("the summary of no differences is\n%s", got)
	}
	r.slower()
	r.diff()
	got := read(t, "results/local/diff/summary.md")
	at := 0
	for _, part := range []string{"## Figures\n\n**Fails**: worse than at ", "### fails, where ! stands\n\n```text\n", "### limits", "### to accept it", "<details><summary>benchstat</summary>", "+100.00%", "</details>"} {
		i := strings.Index(got[at:], part)
		if i < 0 {
			t.Fatalf("the summary lacks %q, or has it too early:\n%s", part, got)
		}
		at += i
	}
	if got := read(t, "results/local/diff/benchstat.txt"); !strings.Contains(got, "+100.00%") {
		t.Errorf("benchstat.txt is %q", got)
	}
}
