package main

import (
	"context"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// VERIFY=1 finds committed figures that are not true, and compares with those that are.
func TestDiffVerify(t *testing.T) {
	r := newRepo(t)
	r.edit("results/upload.bench", pooledLocked+" 1 0.8 vsec/op", pooledLocked+" 1 0.7 vsec/op")
	r.commit("results: by hand")
	base := r.head()
	const changed = "  " + pooledLocked + ": vsec/op 0.7 → 0.8 (+14.29%)\n"
	r.diff("-base", "HEAD").want(t, 1, "worse than at "+base+" by more than they may be: 1 cell of pooled-locked", "fails, where ! stands:\n"+strings.Replace(changed, "vsec", "! vsec", 1))
	r.diff("-base", "HEAD", "-verify", "1").want(t, 1, "figures of 1 cell in results/ of "+base+" are not what it gives here",
		"not what "+base+" gives here, though its results/ say so; compared is what it gives:\n"+changed, allCells, "!fails")
	r.diff("-base", "HEAD", "-verify", "0", "-bench", "Range").want(t, 0, "", "no differences: all figures of 40 cells")
	r.diff("-base", "HEAD", "-verify", "1", "-bench", "Range").want(t, 0, "", "no differences: all figures of 40 cells", "in all of 40 cells\n")
}

// The working tree is the user's: a diff of it, verified or not, changes no file but
// its own and leaves no worktree behind.
func TestDiffTouchesNothing(t *testing.T) {
	r := newRepo(t)
	t.Setenv("TMPDIR", t.TempDir())
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

// An interrupt leaves no worktree, neither whole nor half made.
func TestDiffInterrupted(t *testing.T) {
	r := newRepo(t)
	t.Setenv("FAKEBENCH_HANG", "reader=memory/size=64MiB/profile=s3-standard")
	t.Setenv("TMPDIR", t.TempDir())
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
	if got := r.says("git", "worktree", "list"); strings.Count(got, "\n") != 1 {
		t.Errorf("git worktree list says %q; want nothing but the user's", got)
	}
	left, err := fs.Glob(os.DirFS(os.TempDir()), "*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}

	// git is killed while it makes the worktree, which it has locked until it is done.
	begun := filepath.Join(t.TempDir(), "begun")
	r.says("mkfifo", begun)
	r.git("config", "filter.slow.smudge", "echo >"+begun+"; sleep 60; cat")
	r.write(".git/info/attributes", "README filter=slow\n")
	ctx, cancel = context.WithCancel(t.Context())
	go func() {
		_, err := c.rerun(ctx, nil, options{results: "results", pkg: "./bench", procs: 1}, base)
		ended <- err
	}()
	read(t, begun) // returns when the filter has written
	cancel()
	if err := <-ended; err == nil {
		t.Error("rerun, interrupted before it began = nil; want an error")
	}
	if got := r.says("git", "worktree", "list"); strings.Count(got, "\n") != 1 {
		t.Errorf("git worktree list says %q; want nothing but the user's", got)
	}
}

// The whole command ends with 130 and leaves what was there.
func TestDiffInterruptedWhole(t *testing.T) {
	r := newRepo(t)
	r.write("results/local/diff/summary.md", "earlier")
	before := snapshot(t, "results")
	t.Setenv("FAKEBENCH_HANG", "reader=memory/size=64MiB/profile=s3-standard")
	l := listener(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- repoCommand().run(ctx, io.Discard, io.Discard, []string{diffCommand, "-procs", "1"}) }()
	child := accept(t, l)
	cancel()
	if code := exitCode(io.Discard, <-ended); code != 130 {
		t.Errorf("exit status %d; want 130", code)
	}
	gone(child)
	wantSame(t, snapshot(t, "results"), before)
}

// In a git hook, git is told of the index of the commit that is being made.
func TestDiffInHook(t *testing.T) {
	r := newRepo(t)
	r.slower()
	r.git("add", ".")
	index := r.says("git", "ls-files", "-s")
	t.Setenv("GIT_INDEX_FILE", ".git/index")
	r.diff("-base", "HEAD", "-verify", "1", "-bench", "Waterfall").want(t, 0, "", "no differences", "in all of 2 cells\n")
	if got := r.says("git", "ls-files", "-s"); got != index {
		t.Errorf("the index is\n%s\nwant it as it was\n%s", got, index)
	}
}

// A figure or a cell that the results lack is as untrue as one that is wrong.
func TestDiffVerifyOfWhatIsMissing(t *testing.T) {
	r := newRepo(t)
	text := read(t, "results/waterfall.bench")
	at := strings.Index(text, "BenchmarkWaterfall")
	line, rest, _ := strings.Cut(text[at:], "\n")
	other, end, _ := strings.Cut(rest, "\n")
	r.write("results/waterfall.bench", text[:at]+line+" 77 peak-buf-B\n"+strings.Replace(other, "size=4MiB", "size=9MiB", 1)+"\n"+end)
	r.commit("results: by hand")
	base := r.head()
	r.diff("-base", "HEAD", "-verify", "1").want(t, 1, "figures of 3 cells in results/ of "+base+" are not what it gives here",
		"  Waterfall/uploader=manager/reader=mutex/size=4MiB/profile=s3-standard: peak-buf-B 77 → not measured\n",
		"  Waterfall/uploader=manager/reader=pooled/size=4MiB/profile=s3-standard: has no figures there\n",
		"  Waterfall/uploader=manager/reader=pooled/size=9MiB/profile=s3-standard: has figures there, and is no cell of it\n")
	r.edit(repoSource, `b.ReportMetric(0, "ns/op")`, `b.ReportMetric(0, "ns/op"); b.ReportMetric(3, "conns/op")`)
	r.diff("-base", "main").want(t, 0, "", "not committed as measured; make figures && make report, and commit results/:\n  Range: 40 cells\n  Upload: 20 cells\n  Waterfall: 3 cells\n")
	r.edit(repoSource, `"memory"} {
			for _, size`, `"memory", "fresh"} {
			for _, size`)
	r.diff("-base", "main", "-verify", "1", "-bench", "Upload/.*/=fresh").want(t, 0, "", "4 new;", "!are true")
}
