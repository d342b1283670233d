package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A tag can be moved to other code, a hash cannot; and nothing here writes to the
// repository.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../../.github/workflows/*")
	if err != nil || len(files) < 2 {
		t.Fatalf("workflows: %q, %v; want two at least", files, err)
	}
	uses := regexp.MustCompile(`(?m)uses:.*$`)
	pinned := regexp.MustCompile(`^uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text := read(t, file)
		for _, use := range uses.FindAllString(text, -1) {
			if !pinned.MatchString(use) {
				t.Errorf("%s: %q; want an action by its hash, with its version behind it", file, use)
			}
		}
		if strings.Count(text, "permissions:") != 1 || !strings.Contains(text, "\npermissions:\n  contents: read\n") {
			t.Errorf("%s: want permissions once, contents: read and no other", file)
		}
		if strings.Contains(text, "pull_request_target") {
			t.Errorf("%s: runs other people's code with this repository's secrets", file)
		}
	}
}

// What a pull request gets: the diff with its base, whatever that finds, and all that
// is to be seen of it.
func TestBenchWorkflow(t *testing.T) {
	text := read(t, "../../.github/workflows/bench.yml")
	for _, line := range []string{
		"  pull_request:\n",
		"          fetch-depth: 0\n",
		"        run: make diff BASE=HEAD^1\n",
		"        if: ${{ !cancelled() }}\n        run: scripts/jobsummary.sh HEAD^1 HEAD^2 >> \"$GITHUB_STEP_SUMMARY\"\n",
		"        if: ${{ !cancelled() }}\n        with:\n          name: diff\n          path: results/local/diff/\n",
	} {
		if strings.Count(text, line) != 1 {
			t.Errorf("bench.yml has %q %d times; want it once", line, strings.Count(text, line))
		}
	}
	if strings.Contains(text, "continue-on-error") {
		t.Error("bench.yml lets a step fail without the job")
	}
}

// The summary of a job shows pictures by their addresses, where what was drawn is
// committed, and names the others.
func TestJobSummary(t *testing.T) {
	script := read(t, "../jobsummary.sh")
	r := newRepo(t)
	r.write("scripts/jobsummary.sh", script)
	if err := os.Chmod("scripts/jobsummary.sh", 0o755); err != nil {
		t.Fatal(err)
	}
	r.commit("scripts: the summary")
	t.Setenv("GITHUB_SERVER_URL", "https://forge.example")
	t.Setenv("GITHUB_REPOSITORY", "us/it")
	summary := func() string { t.Helper(); return r.says("scripts/jobsummary.sh", "HEAD^", "HEAD") }

	if got, want := summary(), "There is no comparison; the log of `make diff` says why.\n"; got != want {
		t.Errorf("without a diff: %q; want %q", got, want)
	}
	r.diff("-base", "HEAD")
	if got, want := summary(), read(t, "results/local/diff/summary.md"); got != want {
		t.Errorf("without pictures: %q; want the summary alone, %q", got, want)
	}
	r.edit(repoSource, `"memory"} {
			for _, size`, `"memory", "pooled"} {
			for _, size`)
	r.diff("-base", "HEAD")
	if got, want := summary(), "\nNot committed as drawn, and so only in the artifact (here/figures): all.svg. "; !strings.Contains(got, want) || strings.Contains(got, "![") {
		t.Errorf("with a picture that is not committed: %q; want no picture, and %q", got, want)
	}
	r.results()
	if err := drawFake("results"); err != nil {
		t.Fatal(err)
	}
	r.commit("results: with pooled")
	before, after := strings.TrimSpace(r.says("git", "rev-parse", "HEAD^")), strings.TrimSpace(r.says("git", "rev-parse", "HEAD"))
	if err := exec.Command("scripts/jobsummary.sh", "nope", "HEAD").Run(); err == nil || err.Error() != "exit status 2" {
		t.Errorf("jobsummary.sh nope HEAD: %v; want exit status 2", err)
	}
	r.git("rm", "--quiet", "--cached", "results/figures/all.svg")
	r.git("commit", "--quiet", "-m", "results: without it")
	r.commit("results: with it again")
	if got := r.says("scripts/jobsummary.sh", "HEAD^", "HEAD"); strings.Contains(got, "![before]") || !strings.Contains(got, "![after]") {
		t.Errorf("of a picture that is new the summary is\n%s\nwant no before", got)
	}
	got := r.says("scripts/jobsummary.sh", before, after)
	for _, want := range []string{
		"### pictures, before and after\n\n`all.svg`\n\n",
		"![before](https://forge.example/us/it/raw/" + before + "/results/figures/all.svg)\n",
		"![after](https://forge.example/us/it/raw/" + after + "/results/figures/all.svg)\n",
	} {
		if !strings.Contains(got, want) || strings.Contains(got, "none.svg") {
			t.Errorf("with a picture that is committed: %q; want %q, and nothing of none.svg", got, want)
		}
	}
	r.write("results/local/diff/summary.md", "## Figures\n\n**Fails**: much.\n"+strings.Repeat("a cell\n", 1<<18))
	if got := summary(); len(got) > 10_000 || !strings.HasPrefix(got, "**Fails**: much.\n") || !strings.Contains(got, "artifact") {
		t.Errorf("of a long summary %d bytes are left, which begin %.60q; want its verdict and where the rest is", len(got), got)
	}
}
