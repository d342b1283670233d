package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/scripts/internal/overlaytest"
)

// A reader that is added to the registry, and nowhere else, is in every picture that
// compares readers, has waterfalls of its own and a row in each table.
func TestAddedReader(t *testing.T) {
	t.Parallel()
	binary := overlaytest.Build(t, "./scripts/report")
	dir := overlaytest.Results(t, committed)
	if out, err := exec.Command(binary, "-results", dir).CombinedOutput(); err != nil {
		t.Fatalf("report: %v\n%s", err, out)
	}
	for name, want := range map[string]string{
		"figures/time-size-manager.svg":                          ">" + overlaytest.Reader + "<",
		"figures/time-size-transfermanager.svg":                  ">" + overlaytest.Reader + "<",
		"figures/time-workers-manager.svg":                       ">" + overlaytest.Reader + "<",
		"figures/time-part-manager.svg":                          ">" + overlaytest.Reader + "<",
		"figures/cost-manager.svg":                               ">" + overlaytest.Reader + "<",
		"figures/cost-transfermanager.svg":                       ">" + overlaytest.Reader + "<",
		"figures/waterfall-first-" + overlaytest.Reader + ".svg": ": the first 0.7 s<",
		"figures/waterfall-all-" + overlaytest.Reader + ".svg":   ": all 78.8 s<",
		"DECISION.md": "| `" + overlaytest.Reader + "` | one stream behind a lock of its own | 78.8 s | 2,048 | $13.42 | 1.05 s | 1 | none |",
		// Its lock is told from its cause, and it is among the processor's times.
		"report.html": "<td>" + overlaytest.Reader + "</td><td>1.50 (1.42 to 1.83)</td><td>92.3 (",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s has no %q (%v)", name, want, err)
		}
	}
	// The committed results do not have it: what is missing, and how to measure it.
	out, err := exec.Command(binary, "-results", committed, "-check").CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 2 ||
		!strings.Contains(string(out), "reader="+overlaytest.Reader) || !strings.Contains(string(out), "; make waterfall measures it") {
		t.Errorf("without its figures: %v, %s; want exit status 2 and how to measure them", err, out)
	}
}
