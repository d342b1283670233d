package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What a pool is for: with one stream it is the mutex reader without its lock. The
// diff of the real benchmarks fails, and names the cells; a comment changes nothing.
func TestDiffOfRealReaders(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the real benchmarks")
	}
	withoutGitEnv(t)
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	r := repo{t}
	for _, name := range []string{"strategies", "bench"} {
		if err := os.CopyFS(name, os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "results/upload.bench"} {
		r.write(name, read(t, filepath.Join(root, name)))
	}
	if err := errors.Join(runGit("init", "--quiet", "--initial-branch", "main"), runGit("add", "."), runGit("commit", "--quiet", "-m", "strategies: pooled")); err != nil {
		t.Fatal(err)
	}
	const some = "Upload/=manager/=(pooled|stream)$/=(8|64)MiB"
	base := r.head()
	r.edit("strategies/pooled.go", "// Pooled keeps streams", "// Pooled keeps some streams")
	r.diff("-bench", some).want(t, 0, "", "no differences: all figures of 4 cells are what they were\n")
	r.edit("strategies/pooled.go", "pool{max: NewConfig(opts...).Streams}", "pool{max: 1}")
	const pooled = "  Upload/uploader=manager/reader=pooled/size="
	r.diff("-bench", some).want(t, 1, "worse than at "+base+" by more than they may be: 2 cells of pooled",
		"4 cells here: 2 worse, 0 better, 2 changed in requests, 0 changed otherwise, 0 newly wrong, 0 new, 2 the same; 0 vanished\n",
		"fails, where ! stands:\n"+pooled+"8MiB/profile=s3-standard: ! vsec/op 0.2773 → 7.562 (+2627.01%), ! GETs/op 2 → 192 (+9500.00%), ",
		pooled+"64MiB/profile=s3-standard: ! vsec/op 0.6754 → 78.78 (+11564.20%), ! GETs/op 11 → 2048 (+18518.18%), ",
		"Worse: pooled: why they may be\n")
}
