package main

import (
	"os"
	"strings"
	"testing"
)

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
		{"BASE leaves commits out", nil, []string{"-base", "^HEAD"}, "BASE=^HEAD: there is no such commit here; check the name, or fetch it\n"},
		{"BASE is a tree", nil, []string{"-base", "HEAD:results"}, "BASE=HEAD:results: there is no such commit here; check the name, or fetch it\n"},
		{"no git", func(r repo) { r.t.Setenv("PATH", r.t.TempDir()) }, []string{"-base", "HEAD"}, "no git command in PATH; install git\n"},
		{"no repository", func(r repo) { r.t.Chdir(r.t.TempDir()) }, []string{"-base", "HEAD"}, "git rev-parse --git-dir; run this inside a clone of the repository: "},
		{"a subfolder", func(r repo) { r.t.Chdir("bench") }, nil, "there are no figures below bench/; run this at the root of the repository\n"},
		{"BENCH fits what is not compared", nil, []string{"-bench", "Odd"}, "BENCH=Odd matches no cell that is compared; those of Upload, Size, "},
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
		}, []string{"-base", "HEAD"}, "{HEAD}:results: cell Range/uploader=manager/reader=mutex/size=64MiB/profile=s3-standard/ttfb=0.8/seed=0 is there twice; give a BASE whose results can be read\n"},
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

// Of two branches called main the one that has more of HEAD counts, and a tag of that
// name does not.
func TestDiffMergeBase(t *testing.T) {
	r := newRepo(t)
	r.git("tag", "main", "before")
	r.diff("-bench", "Waterfall").want(t, 0, "", "no differences", "compared with "+r.head()+" (the merge base with main): ")
	r.slower()
	r.results()
	r.commit("bench: slower, and merged elsewhere")
	r.git("update-ref", "refs/remotes/origin/main", "HEAD")
	r.git("commit", "--quiet", "--allow-empty", "-m", "mine")
	r.diff().want(t, 0, "", allCells, ", compared with "+r.shortOf("HEAD^")+" (the merge base with main): bench: slower, and merged elsewhere\n")
	r.diff("-base", ":/merged elsewhere").want(t, 0, "", allCells)
}

// shortOf is the short hash of a revision.
func (r repo) shortOf(revision string) string {
	r.t.Helper()
	hash, err := commitOf(r.t.Context(), revision)
	if err != nil {
		r.t.Fatal(err)
	}
	return hash[:10]
}

// A subject is anybody's: it is cut, and says nothing to a terminal or to Markdown.
func TestDiffSubject(t *testing.T) {
	r := newRepo(t)
	r.git("config", "log.showSignature", "true")
	r.git("commit", "--quiet", "--allow-empty", "-m", "\x1b[31mred ``` <b>"+strings.Repeat("x", 300))
	d := r.diff("-base", "HEAD", "-bench", "Waterfall")
	d.want(t, 0, "", " (BASE=HEAD):  [31mred ``` <b>xxx", "xxx…\n", "!\x1b")
	if got := read(t, "results/local/diff/summary.md"); !strings.Contains(got, "\n````text\n") || strings.Count(got, "````") != 2 {
		t.Errorf("the summary lets the subject end its block:\n%s", got)
	}
}
