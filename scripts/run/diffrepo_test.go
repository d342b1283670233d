package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fakeSource is the fake's only file, in its package and in a repository.
const (
	fakeSource = "testdata/fakebench/fake_test.go"
	repoSource = "bench/fake_test.go"
)

// repo is a repository whose benchmarks are the fake's and whose results are theirs.
// The process is in its folder.
type repo struct{ t *testing.T }

// templates is where the repositories that tests copy are.
var templates string

// template makes, once, a repository with three commits: one before there were
// benchmarks, one with them and their results, and the same on a branch of its own.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(templates, "repo-")
	if err != nil {
		return "", err
	}
	for name, from := range map[string]string{"go.mod": "../../go.mod", "go.sum": "../../go.sum", repoSource: fakeSource} {
		text, err := os.ReadFile(from)
		text = bytes.Replace(text, []byte("Unit GETs/op assume"), []byte("Unit GETs/op better=lower assume"), 1)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o666)
		}
		if err != nil {
			return "", err
		}
	}
	cwd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if err := os.Chdir(dir); err != nil {
		return "", err
	}
	defer os.Chdir(cwd)
	if err := errors.Join(os.WriteFile("README", []byte("soon\n"), 0o666), os.WriteFile(".gitignore", []byte("/results/local/\n.readeratbench-*\n"), 0o666)); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch", "main"},
		{"add", "README", ".gitignore", "go.mod", "go.sum"},
		{"commit", "--quiet", "-m", "before there were benchmarks"},
		{"tag", "before"},
	} {
		if err := runGit(args...); err != nil {
			return "", err
		}
	}
	return dir, errors.Join(
		makeResults(context.Background()),
		os.WriteFile("results/cpu.bench", []byte("BenchmarkReadAt 1 5 ns/op\n"), 0o666),
		drawFake("results"),
		runGit("add", "."),
		runGit("commit", "--quiet", "-m", "bench: benchmarks, and what they give"),
		runGit("checkout", "--quiet", "-b", "topic"),
	)
})

// makeResults makes the results of all benchmarks that the fake has.
func makeResults(ctx context.Context) error {
	var errs []error
	for _, set := range []string{"", "range", "waterfall"} {
		errs = append(errs, repoCommand().run(ctx, io.Discard, io.Discard, strings.Fields(set)))
	}
	return errors.Join(errs...)
}

// repoCommand is the command as it is in a repository, but for the pictures.
func repoCommand() command {
	return command{pkg: "./bench", compile: compilePackage, commit: gitCommit, terminal: never,
		pictures: func(_ context.Context, results string) error { return drawFake(results) }}
}

// drawFake draws one picture of all figures and one of none.
func drawFake(results string) error {
	text, err := os.ReadFile(filepath.Join(results, "upload.bench"))
	if err != nil {
		return err
	}
	dir := filepath.Join(results, "figures")
	return errors.Join(os.MkdirAll(dir, 0o777),
		os.WriteFile(filepath.Join(dir, "all.svg"), fmt.Appendf(nil, "<svg>%x</svg>\n", len(text)), 0o666),
		os.WriteFile(filepath.Join(dir, "none.svg"), []byte("<svg/>\n"), 0o666))
}

func runGit(args ...string) error {
	args = append([]string{"-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false"}, args...)
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("git %q: %w: %s", args, err, out)
	}
	return nil
}

// newRepo copies the template and goes there.
func newRepo(t *testing.T) repo {
	t.Helper()
	withoutGitEnv(t)
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	return repo{t}
}

// withoutGitEnv removes what would lead git to another repository, as in a hook.
func withoutGitEnv(t *testing.T) {
	t.Helper()
	for _, kv := range os.Environ() {
		if key, _, _ := strings.Cut(kv, "="); strings.HasPrefix(key, "GIT_") {
			t.Setenv(key, "") // puts it back in the end
			os.Unsetenv(key)
		}
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir()) // whatever is above is not ours
}

func (r repo) git(args ...string) {
	r.t.Helper()
	if err := runGit(args...); err != nil {
		r.t.Fatal(err)
	}
}

// edit replaces text that is once in a file.
func (r repo) edit(name, old, new string) {
	r.t.Helper()
	text, err := os.ReadFile(name)
	if err != nil || strings.Count(string(text), old) != 1 {
		r.t.Fatalf("%s: %v, %q is there %d times; want it once", name, err, old, strings.Count(string(text), old))
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), old, new, 1)), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits everything there is.
func (r repo) commit(message string) {
	r.t.Helper()
	r.git("add", ".")
	r.git("commit", "--quiet", "-m", message)
}

// results makes the results of the working tree.
func (r repo) results() {
	r.t.Helper()
	if err := makeResults(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// says is what a program prints.
func (r repo) says(program string, args ...string) string {
	r.t.Helper()
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		r.t.Fatalf("%s %q: %v", program, args, err)
	}
	return string(out)
}

// diffed is what the command came to.
type diffed struct {
	status      int
	out, stderr string
}

func (r repo) diff(args ...string) diffed { return r.diffBy(repoCommand(), args...) }

func (r repo) diffBy(c command, args ...string) diffed {
	r.t.Helper()
	var stdout, stderr bytes.Buffer
	err := c.run(r.t.Context(), &stdout, &stderr, append([]string{diffCommand}, args...))
	status := exitCode(&stderr, err)
	return diffed{status, stdout.String(), stderr.String()}
}

// want holds the outcome to a status, what stderr says, and lines that stdout has and,
// after a "!", has not.
func (d diffed) want(t *testing.T, status int, stderr string, lines ...string) {
	t.Helper()
	if stderr != "" {
		stderr = "readeratbench: " + stderr + "\n"
	}
	if d.status != status || d.stderr != stderr {
		t.Errorf("exit status %d, and stderr %q; want %d and %q", d.status, d.stderr, status, stderr)
	}
	for _, line := range lines {
		want, says := true, line
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			want, says = false, rest
		}
		if strings.Contains(d.out, says) != want {
			t.Errorf("stdout has %q: %t, want %t; it is\n%s", says, !want, want, d.out)
		}
	}
}
