package proc

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func TestCommit(t *testing.T) {
	for _, kv := range os.Environ() { // of a hook that runs the tests
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	if hash, err := Commit(t.Context()); err == nil || !strings.Contains(err.Error(), "run this inside a clone of the repository") {
		t.Errorf("Commit outside a repository = %q, %v; want an error that says so", hash, err)
	}
	gitDo(t, "init", "-q")
	if hash, err := Commit(t.Context()); err == nil {
		t.Errorf("Commit before the first commit = %q, nil; want an error", hash)
	}
	writeFile(t, "a", "1")
	gitDo(t, "add", "a")
	gitDo(t, "-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qm", "first")
	clean, err := Commit(t.Context())
	if err != nil || !regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`).MatchString(clean) {
		t.Errorf("Commit = %q, %v; want a full hash", clean, err)
	}
	writeFile(t, "untracked", "1")
	if got, err := Commit(t.Context()); got != clean+"-dirty" || err != nil {
		t.Errorf("Commit with an untracked file = %q, %v; want %q", got, err, clean+"-dirty")
	}
	if err := os.Remove("untracked"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "a", "2")
	if got, err := Commit(t.Context()); got != clean+"-dirty" || err != nil {
		t.Errorf("Commit with a changed file = %q, %v; want %q", got, err, clean+"-dirty")
	}
	t.Setenv("PATH", "")
	if _, err := Commit(t.Context()); err == nil || err.Error() != "no git command in PATH; install git" {
		t.Errorf("Commit without git = %v", err)
	}
}

func gitDo(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// What a failed process said comes without the lines every benchmark prints, and not
// all of it where it is long.
func TestWithOutput(t *testing.T) {
	failed := errors.New("exit status 1")
	const out = "model: 1\nUnit vsec/op better=lower assume=exact\ngoos: linux\n--- FAIL: BenchmarkUpload\n    Unit tests: fine\n"
	if got, want := WithOutput(failed, out).Error(), "exit status 1\n--- FAIL: BenchmarkUpload\n    Unit tests: fine"; got != want {
		t.Errorf("WithOutput = %q; want %q", got, want)
	}
	if got, want := WithOutput(failed, "no\n").Error(), "exit status 1: no"; got != want {
		t.Errorf("WithOutput = %q; want %q", got, want)
	}
	long := WithOutput(failed, strings.Repeat("noise\n", 1000)).Error()
	if strings.Count(long, "noise") != 50 || !strings.Contains(long, "[950 lines left out]") {
		t.Errorf("of 1000 lines WithOutput keeps %d", strings.Count(long, "noise"))
	}
}
