package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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
	r.edit("strategies/pooled.go", "// Pooled keeps streams", "// Pooled keeps some streams")
	r.diff("-bench", "Upload/=manager/=pooled$").want(t, 0, "", "no differences: all figures of 4 cells are what they were\n")
	r.edit("strategies/pooled.go", "pool{max: NewConfig(opts...).Streams}", "pool{max: 1}")
	d := r.diff("-bench", "Upload/=manager/=pooled$")
	const pooled = "  Upload/uploader=manager/reader=pooled/size="
	d.want(t, 1, "worse than at "+r.head()+" by more than they may be: 3 cells of pooled",
		"4 cells: 1 the same, 3 worse, 0 better, 0 partly both, 0 changed otherwise, 0 new; 3 changed in requests, 0 newly wrong; 0 vanished\n",
		"fails, where ! stands:\n"+pooled+"8MiB/profile=s3-standard: ! vsec/op 0.2773 → 7.562 (+2627.01%), ! GETs/op 2 → 192 (+9500.00%), ",
		pooled+"64MiB/profile=s3-standard: ! vsec/op 0.6754 → 78.78 (+11564.20%), ! GETs/op 11 → 2048 (+18518.18%), ",
		"Worse: pooled: <why they may be>\n")
	wantInReadme(t, filepath.Join(root, "README.md"), d.out+d.stderr)
}

// wantInReadme holds what README shows of this diff against it, but for hashes, and
// with -update puts it there.
func wantInReadme(t *testing.T, readme, out string) {
	t.Helper()
	const start, end = "<!-- scripts/run TestDiffOfRealReaders -->\n```\n", "```\n"
	text := read(t, readme)
	before, rest, ok := strings.Cut(text, start)
	shown, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no block behind %q", start)
	}
	hash := regexp.MustCompile(`\b[0-9a-f]{10}\b`)
	out = hash.ReplaceAllString(out, "1b9d5e0a7c")
	if *update {
		if err := os.WriteFile(readme, []byte(before+start+out+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shown != out {
		t.Errorf("README.md shows\n%s\nwant, as by go test ./scripts/run -run RealReaders -update,\n%s", shown, out)
	}
}
