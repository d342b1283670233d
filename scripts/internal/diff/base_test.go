package diff

import (
	"os"
	"strings"
	"testing"
)

// Without a base there is no comparison, but an error that says what to do.
func TestReadBaseErrors(t *testing.T) {
	edited := func(name string, edit func(string) string) func(repo) {
		return func(r repo) {
			r.write(name, edit(r.read(name)))
			r.commit("results: by hand")
		}
	}
	newRepo(t)
	for _, tt := range []struct {
		name   string
		setUp  func(repo)
		base   string
		prefix string // {HEAD} is its short hash
	}{
		{"BASE does not exist", nil, "nope", "BASE=nope: there is no such commit here; check the name, or fetch it"},
		{"BASE is an option", nil, "--all", "BASE=--all: there is no such commit here; check the name, or fetch it"},
		{"BASE excludes commits", nil, "^HEAD", "BASE=^HEAD: there is no such commit here; check the name, or fetch it"},
		{"BASE is a tree", nil, "HEAD:results", "BASE=HEAD:results: there is no such commit here; check the name, or fetch it"},
		{"BASE has no figures", func(r repo) { r.git("rm", "--quiet", "-r", "results"); r.commit("results: none") }, "HEAD",
			"BASE {HEAD} (BASE=HEAD) has no virtual figures in results/*.bench to compare with; give a later BASE"},
		{"no git", func(r repo) { r.t.Setenv("PATH", r.t.TempDir()) }, "HEAD", "no git command in PATH; install git"},
		{"no repository", func(r repo) { r.t.Chdir(r.t.TempDir()) }, "HEAD", "git rev-parse --git-dir; run this inside a clone of the repository: "},
		{"a subfolder", func(r repo) { r.t.Chdir("results") }, "", "there are no figures below results/; run this at the root of the repository"},
		{"no main", func(r repo) { r.git("branch", "--quiet", "-D", "main") }, "", "there is no branch main here to compare with; give BASE, a commit"},
		{"nothing in common", func(r repo) { r.git("checkout", "--quiet", "--orphan", "other"); r.commit("other: begin") }, "",
			"HEAD and main have no commit in common here; give BASE, a commit"},
		{"a file cut within a line", edited("results/upload.bench", func(text string) string { return text[:strings.Index(text, " wrong-B/op 1 inflight\n")] }),
			"HEAD", "{HEAD}:results/upload.bench:"},
		{"a file cut above its cells", edited("results/upload.bench", func(string) string { return "Unit vsec/op better=lower\n" }),
			"HEAD", "{HEAD}:results/upload.bench has no figures; give a BASE whose results can be read"},
		{"two figures for one cell", edited("results/range.bench", func(text string) string { return text + text[strings.Index(text, "BenchmarkRange"):] }),
			"HEAD", "{HEAD}:results: cell Range/uploader=manager/reader=mutex/size=64MiB/profile=s3-standard/seed=0 is there twice; give a BASE whose results can be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := repo{t}
			if tt.setUp != nil {
				r = newRepo(t)
				tt.setUp(r)
			}
			want := tt.prefix
			if before, after, ok := strings.Cut(want, "{HEAD}"); ok {
				want = before + r.short("HEAD") + after
			}
			if _, err := ReadBase(t.Context(), tt.base, "results"); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("ReadBase(%q) = %v; want what begins %q", tt.base, err, want)
			}
		})
	}
}

// A shallow clone may have no merge base, which its error explains, and may have BASE.
func TestShallow(t *testing.T) {
	r := newRepo(t)
	r.commit("bench: a better comment")
	from, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r.git("clone", "--quiet", "--depth", "1", "--branch", "topic", "file://"+from, ".")
	const hint = "; this clone is shallow, git fetch --unshallow fetches the rest of its history"
	says := func(base, want string) {
		t.Helper()
		if _, err := ReadBase(t.Context(), base, "results"); err == nil || err.Error() != want+hint {
			t.Errorf("ReadBase(%q) = %v; want %s%s", base, err, want, hint)
		}
	}
	says("", "there is no branch main here to compare with; give BASE, a commit")
	says("HEAD^", "BASE=HEAD^: there is no such commit here; check the name, or fetch it")
	r.git("fetch", "--quiet", "--depth", "1", "origin", "main:main")
	says("", "HEAD and main have no commit in common here; give BASE, a commit")
	r.compare(r.request("main", matrix())).want("", allCells, "(BASE=main)")
}

// Of two branches called main the one with more of HEAD counts, and a tag of that name
// does not.
func TestMergeBase(t *testing.T) {
	r := newRepo(t)
	r.commit("mine")
	r.git("tag", "main", "HEAD")
	r.diff(matrix()).want("", allCells, "compared with "+r.short("refs/heads/main")+" (the merge base with main): ")
	r.results(slower())
	r.commit("bench: slower, and merged elsewhere")
	r.git("update-ref", "refs/remotes/origin/main", "HEAD")
	r.commit("mine, too")
	r.diff(slower()).want("", allCells, ", compared with "+r.short("HEAD^")+" (the merge base with main): bench: slower, and merged elsewhere\n")
	r.compare(r.request(":/merged elsewhere", slower())).want("", allCells)
}

// A subject may have anything in it: it is cut, and neither a terminal nor Markdown
// obeys it.
func TestSubject(t *testing.T) {
	r := newRepo(t)
	r.git("config", "log.showSignature", "true")
	r.commit("\x1b[31mred ``` <b>" + strings.Repeat("x", 300))
	o := r.compare(r.request("HEAD", matrix()))
	o.want("", " (BASE=HEAD):  [31mred ``` <b>xxx", "xxx…\n", "!\x1b")
	if got := o.wrote("summary.md"); !strings.Contains(got, "\n````text\n") || strings.Count(got, "````") != 2 {
		t.Errorf("the summary lets the subject end its block:\n%s", got)
	}
}

// In a git hook the environment names the index of the commit that is being made.
func TestInHook(t *testing.T) {
	r := newRepo(t)
	t.Setenv("GIT_INDEX_FILE", t.TempDir()+"/index")
	r.diff(matrix()).want("", allCells)
}
