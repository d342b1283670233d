package diff

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// repo is a git repository with results that a test wrote. The process is in its folder.
type repo struct{ t *testing.T }

// root is the folder of this module.
var root, _ = filepath.Abs("../../..")

// matrix is the committed cells, a line each: 16 of Upload and 4 of Range.
func matrix() string {
	var b strings.Builder
	for _, uploader := range []string{"manager", "transfermanager"} {
		for _, reader := range []string{"mutex", "merged", "pooled", "memory"} {
			for _, size := range []string{"4MiB", "64MiB"} {
				wrong := 0
				if reader == "merged" && size == "64MiB" {
					wrong = 98304
				}
				fmt.Fprintf(&b, "Upload/uploader=%s/reader=%s/size=%s/profile=s3-standard 0.8 vsec/op 100 vB/s 100 GETs/op 1000 src-B/op %d wrong-B/op 1 inflight\n", uploader, reader, size, wrong)
			}
		}
	}
	for _, reader := range []string{"mutex", "pooled"} {
		for _, seed := range []string{"0", "1"} {
			fmt.Fprintf(&b, "Range/uploader=manager/reader=%s/size=64MiB/profile=s3-standard/seed=%s 0.8 vsec/op 100 vB/s 100 GETs/op 1000 src-B/op 0 wrong-B/op 1 inflight\n", reader, seed)
		}
	}
	return b.String()
}

const (
	allCells = "no differences: all figures of 20 cells are what they were\n"
	pooled64 = "Upload/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard"
)

// in replaces text in the lines of cells that have where.
func in(cells, where, old, new string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(cells) {
		if strings.Contains(line, where) && strings.Contains(line, old) {
			n++
			line = strings.Replace(line, old, new, 1)
		}
		b.WriteString(line)
	}
	if n == 0 {
		panic(fmt.Sprintf("no cell of %q has %q", where, old))
	}
	return b.String()
}

// slower has pooled take twice as long, with 5 more requests.
func slower() string {
	return in(in(matrix(), "reader=pooled", "0.8 vsec/op", "1.6 vsec/op"), "reader=pooled", "100 GETs/op", "105 GETs/op")
}

// bench is a results file.
func bench(cells string, model int) string {
	var b strings.Builder
	for _, u := range cell.Units {
		b.WriteString(u.Line() + "\n")
	}
	fmt.Fprintf(&b, "model: %d\n\n", model)
	for line := range strings.Lines(cells) {
		name, figures, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, "Benchmark%s 1 %s", name, figures)
	}
	return b.String() + "PASS\n"
}

// emptyRepo is a repository on main that has this module's benchstat and no commit.
func emptyRepo(t *testing.T) repo {
	t.Helper()
	for _, kv := range os.Environ() {
		if key, _, _ := strings.Cut(kv, "="); strings.HasPrefix(key, "GIT_") { // as in a hook
			t.Setenv(key, "") // to restore it
			os.Unsetenv(key)
		}
	}
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": os.TempDir(),
		"GIT_AUTHOR_NAME": "Tester", "GIT_AUTHOR_EMAIL": "tester@example.com",
		"GIT_COMMITTER_NAME": "Tester", "GIT_COMMITTER_EMAIL": "tester@example.com",
	} {
		t.Setenv(key, value)
	}
	r := repo{t}
	t.Chdir(t.TempDir())
	r.git("init", "--quiet", "--initial-branch", "main", "--template=")
	r.write("go.mod", r.read(root+"/go.mod"))
	r.write("go.sum", r.read(root+"/go.sum"))
	return r
}

// newRepo has the matrix on main and on topic, which is checked out.
func newRepo(t *testing.T) repo {
	t.Helper()
	r := emptyRepo(t)
	r.write("results/cpu.bench", "BenchmarkReadAt 1 5 ns/op\n")
	r.results(matrix())
	r.commit("bench: benchmarks and their figures")
	r.git("checkout", "--quiet", "-b", "topic")
	return r
}

// results writes cells into results/, a file for each benchmark.
func (r repo) results(cells string) {
	r.t.Helper()
	for _, benchmark := range []string{"Upload", "Range"} {
		var b strings.Builder
		for line := range strings.Lines(cells) {
			if strings.HasPrefix(line, benchmark+"/") {
				b.WriteString(line)
			}
		}
		r.write("results/"+strings.ToLower(benchmark)+".bench", bench(b.String(), 2))
	}
}

func (r repo) git(args ...string) string { r.t.Helper(); return r.says("git", args...) }

func (r repo) says(program string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command(program, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("%s %q: %v: %s", program, args, err, stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n")
}

func (r repo) read(name string) string {
	r.t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

func (r repo) write(name, text string) {
	r.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
		r.t.Fatal(err)
	}
}

func (r repo) commit(message string) {
	r.t.Helper()
	r.git("add", ".")
	r.git("commit", "--quiet", "--allow-empty", "-m", message)
}

// short is the short hash of a revision.
func (r repo) short(revision string) string {
	r.t.Helper()
	return short(r.git("rev-parse", revision))
}

// outcome is what a comparison gave.
type outcome struct {
	t      *testing.T
	folder string
	out    string
	fails  error
}

// request is the comparison of cells with a revision.
func (r repo) request(base, cells string) Request {
	r.t.Helper()
	b, err := ReadBase(r.t.Context(), base, "results")
	if err != nil {
		r.t.Fatal(err)
	}
	return r.requestOf(b, cells)
}

func (r repo) requestOf(b *Base, cells string) Request {
	r.t.Helper()
	q := Request{Base: b, Folder: r.t.TempDir(), Tree: "the tree"}
	r.write(filepath.Join(q.Folder, HereFolder, "all.bench"), bench(cells, 2))
	return q
}

func (r repo) compare(q Request) outcome {
	r.t.Helper()
	report, err := Compare(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	var b strings.Builder
	if err := report.Render(&b, "results/local/diff"); err != nil {
		r.t.Fatal(err)
	}
	return outcome{r.t, q.Folder, b.String(), report.Failure()}
}

// diff compares cells with the merge base with main.
func (r repo) diff(cells string) outcome { r.t.Helper(); return r.compare(r.request("", cells)) }

// want checks the failure, and lines that the report has or, after a "!", does not have.
func (o outcome) want(failure string, lines ...string) {
	o.t.Helper()
	if got := fmt.Sprint(o.fails); failure == "" && o.fails != nil || failure != "" && got != failure {
		o.t.Errorf("Failure() = %s; want %q", got, failure)
	}
	for _, line := range lines {
		says, not := strings.CutPrefix(line, "!")
		if strings.Contains(o.out, says) == not {
			o.t.Errorf("the report has %q: %t, want %t; it is\n%s", says, not, !not, o.out)
		}
	}
}

// wrote is a file that the comparison left.
func (o outcome) wrote(name string) string {
	o.t.Helper()
	return repo{o.t}.read(filepath.Join(o.folder, name))
}
