package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func TestGitCommit(t *testing.T) {
	withoutGitEnv(t)
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	if hash, err := gitCommit(t.Context()); err == nil || !strings.Contains(err.Error(), "run this inside a clone of the repository") {
		t.Errorf("gitCommit outside a repository = %q, %v; want an error that says so", hash, err)
	}
	gitDo(t, "init", "-q")
	if hash, err := gitCommit(t.Context()); err == nil {
		t.Errorf("gitCommit before the first commit = %q, nil; want an error", hash)
	}
	writeFile(t, "a", "1")
	gitDo(t, "add", "a")
	gitDo(t, "-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qm", "first")
	clean, err := gitCommit(t.Context())
	if err != nil || !regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`).MatchString(clean) {
		t.Errorf("gitCommit = %q, %v; want a full hash", clean, err)
	}
	writeFile(t, "untracked", "1")
	if got, err := gitCommit(t.Context()); got != clean+"-dirty" || err != nil {
		t.Errorf("gitCommit with an untracked file = %q, %v; want %q", got, err, clean+"-dirty")
	}
	if err := os.Remove("untracked"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "a", "2")
	if got, err := gitCommit(t.Context()); got != clean+"-dirty" || err != nil {
		t.Errorf("gitCommit with a changed file = %q, %v; want %q", got, err, clean+"-dirty")
	}
	t.Setenv("PATH", "")
	if _, err := gitCommit(t.Context()); err == nil || err.Error() != "no git command in PATH; install git" {
		t.Errorf("gitCommit without git = %v", err)
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
