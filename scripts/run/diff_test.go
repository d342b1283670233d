package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
				"raw results of both sides: results/local/diff/\n", "!fails", "!vsec/op", "!not in results/")
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
	for _, tt := range []struct {
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
				"62 cells here: 12 worse, 0 better, 12 changed in requests, 0 changed otherwise, 0 newly wrong, 0 new, 50 the same; 0 vanished\n",
				"\nfails, where ! stands:\n  Upload/",
				"  " + pooledLocked + ": ! vsec/op 0.8 → 1.6 (+100.00%), ! GETs/op 1 → 5 (+400.00%)\n",
				"  .unit:vsec/op may get worse by 1%: ", "  .unit:GETs/op may not get worse: ",
				"make figures && make report, commit results/, and say why in the message, in a line like this:\n    Worse: pooled-locked: why they may be\n",
				"not in results/ here as measured; make figures && make report, and commit them:\n  Range: 8 cells\n  Upload: 4 cells\n",
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
			[]string{"12 better, 0 changed in requests", "better:\n", "  " + pooledLocked + ": vsec/op 0.8 → 0.4 (-50.00%)\n", "!fails", "-50.00% (n=1)"},
		},
		{
			"fewer requests", `seconds, gets = bytes/(1<<20), bytes/(32<<10)-1`, `seconds, gets = bytes/(1<<20), bytes/(32<<10)-2`,
			0, "",
			[]string{"0 better, 25 changed in requests", "changed in requests:\n", "  " + upload + "mutex/size=4MiB/profile=s3-standard: GETs/op 127 → 126 (-0.79%)\n", "!fails"},
		},
		{
			"a wrong byte", `is(b, "WRONG") {`, `reader == "pooled-locked" {`,
			1, "by more than they may be: 12 cells of pooled-locked",
			[]string{
				"12 newly wrong", "  " + pooledLocked + ": ! wrong-B/op 0 → 98304\n", "wrong-B/op may not get worse: a wrong byte",
				"Wrong: pooled-locked: why their copies may be wrong, which no reader of strategies.All() may be\n", "!Worse:",
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
			[]string{"0 worse, 0 better, 0 changed in requests, 62 changed otherwise", "changed otherwise:\n"},
		},
		{
			"a new reader", `"pooled-locked", "memory"} {
			for _, size`, `"pooled-locked", "pooled", "memory"} {
			for _, size`,
			0, "",
			[]string{"66 cells here", "4 new, 62 the same", "new: here alone:\n  Upload/reader=pooled: all 4 cells\n", "!fails", "!geomean"},
		},
		{
			"a new reader that is wrong", `	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "mutex-barging", "merged", "pooled-locked", "memory"} {`, `	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "mutex-barging", "merged", "pooled-locked", "memory", "worse"} {
			if reader == "worse" { os.Setenv("FAKEBENCH_WRONG", "reader=worse") }`,
			1, "by more than they may be: 4 cells of worse",
			[]string{"4 newly wrong, 4 new", ": ! wrong-B/op 0 → 98304\n", "Wrong: worse: why"},
		},
		{
			"a renamed benchmark", "func BenchmarkRange(", "func BenchmarkScaling(",
			0, "",
			[]string{"40 new, 22 the same; 40 vanished", "new: here alone:\n  Scaling: all 40 cells\n", " alone:\n  Range: all 40 cells\n", "!fails"},
		},
		{
			"a figure that nobody had", `b.ReportMetric(0, "ns/op")`, `b.ReportMetric(0, "ns/op"); b.ReportMetric(3, "conns/op")`,
			0, "",
			[]string{"figures that cells have here alone:\n  conns/op: 62 cells\n", "!no differences", "62 the same"},
		},
		{
			"a figure that is gone", `b.ReportMetric(gets, "GETs/op")`, `_ = gets`,
			0, "",
			[]string{"figures that cells no longer have:\n  GETs/op: 62 cells\n", "!no differences"},
		},
		{
			"another model", `model := "7"`, `model := "9"; seconds := 2.0; b.ReportMetric(seconds, "vsec/op")`,
			0, "",
			[]string{"of another model, so that only wrong bytes are compared:\n", "  model 7 → 9: 62 cells\n", "0 the same; 0 vanished; 62 of another model\n", "!fails", "!vsec/op"},
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
			r.commit("bench: change it") // committed it is the same change
			r.diff().want(t, tt.status, tt.stderr, tt.lines...)
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

// What fails is accepted by a commit that has the figures and says why: both, by
// reader and by kind.
func TestDiffAccepted(t *testing.T) {
	const wrong = `wrong = 98304
	}`
	for _, tt := range []struct {
		name    string
		results bool
		message string
		wrong   bool
		status  int
		lines   []string
	}{
		{"both", true, "bench: slower\n\nWorse: mutex, pooled-locked: as the store asks\n", false, 0,
			[]string{"worse, accepted:\n", ": ! vsec/op 0.8 → 1.6 (+100.00%), ! GETs/op 1 → 5 (+400.00%); ", " says: as the store asks\n", "!fails"}},
		{"no reason", true, "bench: slower\n", false, 1,
			[]string{"to accept it:\n  results/ has these figures; what is missing is the reason, a line in a commit's message:\n    Worse: pooled-locked: why"}},
		{"no figures", false, "bench: slower\n\nWorse: pooled-locked: as the store asks\n", false, 1,
			[]string{"to accept it:\n  make figures"}},
		{"another reader", true, "bench: slower\n\nWorse: pooled: as the store asks\n", false, 1, nil},
		{"not a reason", true, "bench: slower\n\nWorse: pooled-locked\n", false, 1,
			[]string{"lines of commits that name no reader or give no reason:\n", `: "Worse: pooled-locked"`}},
		{"wrong bytes want a word of their own", true, "bench: slower\n\nWorse: pooled-locked: as the store asks\n", true, 1,
			[]string{"Wrong: pooled-locked: why"}},
		{"and have it", true, "bench: slower\n\nWorse: pooled-locked: as the store asks\nWrong: pooled-locked: a defect on show\n", true, 0,
			[]string{" says: as the store asks; ", " says: a defect on show\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			base := r.head()
			r.slower()
			if tt.wrong {
				r.edit(repoSource, wrong, wrong+"\n\tif reader == \"pooled-locked\" {\n\t\twrong = 5\n\t}")
			}
			if tt.results {
				r.results()
			}
			r.commit(tt.message)
			says := ""
			if tt.status != 0 {
				says = "worse than at " + base + " by more than they may be: 12 cells of pooled-locked"
			}
			r.diff().want(t, tt.status, says, tt.lines...)
		})
	}
}

// Without something to compare with there is no comparison: status 2, one line that
// says what to do, and what an earlier diff left stays.
func TestDiffTrouble(t *testing.T) {
	for _, tt := range []struct {
		name   string
		set    func(repo)
		args   []string
		stderr string // up to where it says what others said
	}{
		{"BASE does not exist", nil, []string{"-base", "nope"}, "BASE=nope: there is no such commit here; check the name, or fetch it\n"},
		{"BASE is no revision but an option", nil, []string{"-base", "--all"}, "BASE=--all: there is no such commit here; check the name, or fetch it\n"},
		{"BASE without benchmarks", nil, []string{"-base", "before"}, "BASE {before} (BASE=before) has no virtual figures in results/*.bench, so there is nothing to compare with; give a later BASE\n"},
		{"no main", func(r repo) { r.git("branch", "--quiet", "-D", "main") }, nil, "there is no branch main here to compare with; give BASE, a commit\n"},
		{"nothing in common", func(r repo) {
			r.git("checkout", "--quiet", "--orphan", "other")
			r.commit("other: begin")
		}, nil, "HEAD and main have no commit in common here; give BASE, a commit\n"},
		{"BASE cut within a line", func(r repo) {
			text := read(r.t, "results/upload.bench")
			r.write("results/upload.bench", text[:strings.Index(text, " wrong-B/op\nBench")])
			r.commit("results: by hand")
		}, []string{"-base", "HEAD"}, "{HEAD}:results/upload.bench:"},
		{"BASE cut above its cells", func(r repo) {
			r.write("results/upload.bench", "Unit vsec/op better=lower\n")
			r.commit("results: by hand")
		}, []string{"-base", "HEAD"}, "{HEAD}:results/upload.bench has no figures; give a BASE whose results can be read\n"},
		{"BASE has two figures for one", func(r repo) {
			text := read(r.t, "results/range.bench")
			line := text[strings.Index(text, "BenchmarkRange"):]
			line = line[:strings.Index(line, "\n")+1]
			r.write("results/range.bench", text+strings.Replace(line, " vsec/op", "5 vsec/op", 1))
			r.commit("results: by hand")
		}, []string{"-base", "HEAD"}, "{HEAD}: cell Range/uploader=manager/reader=mutex/size=64MiB/profile=s3-standard/ttfb=0.8/seed=0: vsec/op: exact distribution expected"},
		{"BENCH fits nothing", nil, []string{"-bench", "Upload/=nobody"}, "BENCH=Upload/=nobody matches no cell;"},
		{"BENCH is no expression", nil, []string{"-bench", "("}, "BENCH=(: error parsing regexp"},
		{"VERIFY is no answer", nil, []string{"-verify", "yes"}, "VERIFY=yes: give 1, or leave it out\n"},
		{"a cell fails", func(r repo) {
			r.edit(repoSource, "	misbehave(b)\n", "	misbehave(b)\n	if reader == \"memory\" {\n		b.Fatal(\"the copy never finished\")\n	}\n")
		}, nil, "cell BenchmarkUpload/uploader="},
		{"benchmarks do not compile", func(r repo) { r.edit(repoSource, "package fakebench", "package fakebench\nimport 1") }, nil, "package ./bench "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			if tt.set != nil {
				tt.set(r)
			}
			r.write("results/local/diff/summary.md", "earlier")
			before := snapshot(t, "results")
			d := r.diff(tt.args...)
			want := "readeratbench: " + tt.stderr
			for _, revision := range []string{"before", "HEAD"} {
				if hash, err := commitOf(t.Context(), revision); err == nil {
					want = strings.Replace(want, "{"+revision+"}", hash[:10], 1)
				}
			}
			if d.status != 2 || !strings.HasPrefix(d.stderr, want) || d.out != "" {
				t.Errorf("exit status %d, stderr %q, stdout %q; want 2, what begins %q, and nothing", d.status, d.stderr, d.out, want)
			}
			wantSame(t, snapshot(t, "results"), before)
		})
	}
}

// write writes a file and its folder.
func (r repo) write(name, text string) {
	r.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
		r.t.Fatal(err)
	}
}

// A shallow clone has no merge base, which is said, and may have BASE.
func TestDiffShallow(t *testing.T) {
	r := newRepo(t)
	r.edit(repoSource, "// BenchmarkRange varies", "// BenchmarkRange, as one may guess, varies")
	r.commit("bench: a better comment")
	from, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r.git("clone", "--quiet", "--depth", "1", "--branch", "topic", "file://"+from, ".")
	const hint = "; this clone is shallow, git fetch --unshallow brings the rest of its history"
	r.diff().want(t, 2, "there is no branch main here to compare with; give BASE, a commit"+hint)
	r.diff("-base", "HEAD^").want(t, 2, "BASE=HEAD^: there is no such commit here; check the name, or fetch it"+hint)
	r.git("fetch", "--quiet", "--depth", "1", "origin", "main:main")
	r.diff().want(t, 2, "HEAD and main have no commit in common here; give BASE, a commit"+hint)
	r.diff("-base", "main").want(t, 0, "", allCells, "(BASE=main)")
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
		"2 cells here: 1 worse, 0 better, 1 changed in requests, 0 changed otherwise, 0 newly wrong, 0 new, 1 the same; 4 vanished\n",
		" alone:\n  Upload/reader=mutex-barging: all 4 cells\n", "not in results/ here as measured; make figures && make report, and commit them:\n  Upload: 5 cells\n")
	if drawn {
		t.Error("pictures were drawn of a part of the figures")
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

// The working tree is the user's: a diff of it, verified or not, changes no file but
// its own and leaves no worktree behind.
func TestDiffTouchesNothing(t *testing.T) {
	r := newRepo(t)
	r.slower()
	r.write("mine.txt", "untracked")
	r.edit("README", "soon", "later")
	r.git("add", "README")
	r.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch hooked\n")
	if err := os.Chmod(".git/hooks/post-checkout", 0o755); err != nil {
		t.Fatal(err)
	}
	before, status := tree(t), r.says("git", "status", "--porcelain")
	r.diff("-verify", "1").want(t, 1, "worse than at "+r.head()+" by more than they may be: 12 cells of pooled-locked",
		" and what is not committed, compared with ", "the results/ of "+r.head()+" are true:\n  run again, it gives what its results/ have, in all of 62 cells\n")
	wantSame(t, tree(t), before)
	if got := r.says("git", "status", "--porcelain"); got != status {
		t.Errorf("git status says %q; want %q as before", got, status)
	}
	if got := r.says("git", "worktree", "list"); strings.Count(got, "\n") != 1 {
		t.Errorf("git worktree list says %q; want nothing but the user's", got)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "readeratbench-base-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// tree is every file that is not git's or what a diff is for.
func tree(t *testing.T) map[string]string {
	t.Helper()
	files := snapshot(t, ".")
	maps.DeleteFunc(files, func(path, _ string) bool {
		return path == "." || strings.HasPrefix(path, ".git/") || path == ".git" || strings.HasPrefix(path, "results/local")
	})
	return files
}

// VERIFY=1 finds committed figures that are not true, and compares with those that are.
func TestDiffVerify(t *testing.T) {
	r := newRepo(t)
	r.edit("results/upload.bench", pooledLocked+" 1 0.8 vsec/op", pooledLocked+" 1 0.7 vsec/op")
	r.commit("results: by hand")
	base := r.head()
	const changed = "  " + pooledLocked + ": ! vsec/op 0.7 → 0.8 (+14.29%)\n"
	r.diff("-base", "HEAD").want(t, 1, "worse than at "+base+" by more than they may be: 1 cell of pooled-locked", "fails, where ! stands:\n"+changed)
	r.diff("-base", "HEAD", "-verify", "1").want(t, 1, "figures of 1 cell in results/ of "+base+" are not what it gives here",
		"not what "+base+" gives here, though its results/ say so; compared is what it gives:\n"+changed, allCells, "!fails")
	r.diff("-base", "HEAD", "-verify", "0", "-bench", "Range").want(t, 0, "", "no differences: all figures of 40 cells")
	r.diff("-base", "HEAD", "-verify", "1", "-bench", "Range").want(t, 0, "", "no differences: all figures of 40 cells", "in all of 40 cells\n")
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

// An interrupt leaves no worktree and nothing new.
func TestDiffInterrupted(t *testing.T) {
	r := newRepo(t)
	r.write("results/local/diff/summary.md", "earlier")
	t.Setenv("FAKEBENCH_HANG", "reader=memory/size=64MiB/profile=s3-standard")
	t.Setenv("TMPDIR", t.TempDir())
	before := snapshot(t, "results")
	l := listener(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	c := repoCommand()
	base, err := readBase(ctx, options{results: "results", base: "HEAD"})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := c.rerun(ctx, nil, options{results: "results", pkg: "./bench", procs: 1}, base)
		ended <- err
	}()
	child := accept(t, l)
	cancel()
	if err := <-ended; err == nil {
		t.Error("rerun, interrupted = nil; want an error")
	}
	gone(child)
	wantSame(t, snapshot(t, "results"), before)
	if got := r.says("git", "worktree", "list"); strings.Count(got, "\n") != 1 {
		t.Errorf("git worktree list says %q; want nothing but the user's", got)
	}
	left, err := fs.Glob(os.DirFS(os.TempDir()), "*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", slices.Sorted(slices.Values(left)), err)
	}
}
