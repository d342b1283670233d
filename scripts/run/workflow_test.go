package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A tag can be moved to other code, a hash cannot; and no workflow writes to the
// repository.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../../.github/workflows/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("workflows: %q, %v; want some", files, err)
	}
	uses := regexp.MustCompile(`(?m)uses:.*$`)
	pinned := regexp.MustCompile(`^uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text := readText(t, file)
		for _, use := range uses.FindAllString(text, -1) {
			if !pinned.MatchString(use) {
				t.Errorf("%s: %q; want an action by its hash, with its version behind it", file, use)
			}
		}
		if strings.Count(text, "permissions:") != 1 || !strings.Contains(text, "\npermissions:\n  contents: read\n") {
			t.Errorf("%s: want permissions once, contents: read and no other", file)
		}
		for _, bad := range []string{"pull_request_target", "continue-on-error"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s has %s: it runs others' code with this repository's secrets, or hides a failure", file, bad)
			}
		}
	}
}

// A pull request measures each figure once, compares it with the base, and shows the
// report whatever it says.
func TestPullRequest(t *testing.T) {
	for file, lines := range map[string][]string{
		"../../.github/workflows/ci.yml": {
			"  pull_request:\n",
			"          fetch-depth: 0\n",
			"      - run: bash .ci/run\n        env:\n          BASE: ${{ github.event_name == 'pull_request' && 'HEAD^1' || 'HEAD' }}\n",
			"        if: ${{ !cancelled() && github.event_name == 'pull_request' }}\n        run: scripts/jobsummary.sh HEAD^1 HEAD^2 >> \"$GITHUB_STEP_SUMMARY\"\n",
			"        if: ${{ !cancelled() && github.event_name == 'pull_request' }}\n        with:\n          name: diff\n          path: results/local/diff/\n",
		},
		"../../.ci/run": {
			"step make figures\n",
			"step make diff FIGURES=results BASE=\"$base\" || compared=$?\n",
			"git diff --exit-code --stat -- results",
			"step env GOOS=$os CGO_ENABLED=0 go vet ./...",
		},
	} {
		text := readText(t, file)
		for _, line := range lines {
			if strings.Count(text, line) != 1 {
				t.Errorf("%s has %q %d times; want it once", file, line, strings.Count(text, line))
			}
		}
		if n := strings.Count(text, "make bench"); n > 0 {
			t.Errorf("%s measures the matrix again, by make bench", file)
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
