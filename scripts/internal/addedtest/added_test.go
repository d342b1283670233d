// Package addedtest adds a reader to the registry, and nothing else, and looks for it in
// everything that is made of results.
package addedtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const committed = "../../../results"

// A reader that is added to the registry, and nowhere else, is in every picture that
// compares readers, has waterfalls of its own and a row in each table.
func TestAddedToReport(t *testing.T) {
	t.Parallel()
	binary := build(t, "./scripts/report")
	dir := widened(t, committed)
	if out, err := exec.Command(binary, "-results", dir).CombinedOutput(); err != nil {
		t.Fatalf("report: %v\n%s", err, out)
	}
	for name, want := range map[string]string{
		"figures/time-size-manager.svg":                 ">" + newReader + "<",
		"figures/time-size-transfermanager.svg":         ">" + newReader + "<",
		"figures/time-workers-manager.svg":              ">" + newReader + "<",
		"figures/time-part-manager.svg":                 ">" + newReader + "<",
		"figures/cost-manager.svg":                      ">" + newReader + "<",
		"figures/cost-transfermanager.svg":              ">" + newReader + "<",
		"figures/waterfall-first-" + newReader + ".svg": ": the first 0.7 s<",
		"figures/waterfall-all-" + newReader + ".svg":   ": all 78.8 s<",
		"DECISION.md": "| `" + newReader + "` | one stream behind a lock of its own | 78.8 s | 2,048 | $13.42 | 1.05 s | 1 | none |",
		// Its lock is told from its cause, and it is among the processor's times.
		"report.html": "<td>" + newReader + "</td><td>1.50 (1.42 to 1.83)</td><td>92.3 (",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s has no %q (%v)", name, want, err)
		}
	}
	// The committed results do not have it: what is missing, and how to measure it.
	out, err := exec.Command(binary, "-results", committed, "-check").CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 2 ||
		!strings.Contains(string(out), "reader="+newReader) || !strings.Contains(string(out), "; make waterfall measures it") {
		t.Errorf("without its figures: %v, %s; want exit status 2 and how to measure them", err, out)
	}
}

// And it is in every table, with the note on its lock, and what it costs by cause.
func TestAddedToTables(t *testing.T) {
	t.Parallel()
	binary, dir := build(t, "./scripts/run"), widened(t, committed)
	if out, err := exec.Command(binary, "tables", "-results", dir).CombinedOutput(); err != nil {
		t.Fatalf("tables: %v\n%s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "tables", "*.txt"))
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	lockNote := regexp.MustCompile(`(?m)^mutex, (.*, )?` + newReader + `(, .*)?: with a FIFO lock;`)
	for _, path := range pages {
		name := filepath.Base(path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(name, "ahead"), strings.HasPrefix(name, "memory"), strings.HasPrefix(name, "faultsmore"), name == "model-transfermanager.txt":
			continue // of readers with options, and of a choice: not of candidates
		case !strings.Contains(string(text), newReader):
			t.Errorf("%s has no %s", name, newReader)
		case name == "cost.txt", name == "serialisation.txt":
		case !lockNote.Match(text):
			t.Errorf("%s does not say which lock %s has:\n%s", name, newReader, text[max(0, len(text)-600):])
		}
	}
	for name, want := range map[string]string{
		"serialisation.txt":     newReader + "          1.50 (1.42 to 1.83)  92.3 (",
		"range.txt":             newReader + " ÷ pooled-locked",
		"scaling.txt":           newReader + " ÷ pooled ",
		"upload-manager.txt":    newReader + "-barging: the reader with a lock",
		"workers-manager.txt":   newReader + "-barging",
		"waterfall-manager.txt": newReader,
	} {
		text, err := os.ReadFile(filepath.Join(dir, "tables", name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s has no %q (%v):\n%s", name, want, err, text)
		}
	}
}

// And it is measured in every sweep of candidates, within the limits of what its field
// says, and starts as early as what takes as long.
func TestAddedToSweeps(t *testing.T) {
	t.Parallel()
	file := overlay(t)
	binary, list := filepath.Join(t.TempDir(), "bench.test"), filepath.Join(t.TempDir(), "cells")
	goDo(t, "test", "-c", "-overlay", file, "-o", binary, "./bench")
	cmd := exec.Command(binary, "-test.run=^$", "-test.bench=.", "-test.benchtime=1x")
	cmd.Dir = filepath.Join(root(t), "bench")
	cmd.Env = append(os.Environ(), "READERATBENCH_LIST="+list)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	cells := strings.Fields(string(text))
	for _, benchmark := range []string{"Upload", "Size", "Workers", "Scaling", "Part", "Layers", "Profile", "Range", "Waterfall", "Faults", "FaultCost"} {
		of := func(reader string) (names []string) {
			for _, name := range cells {
				if rest, ok := strings.CutPrefix(name, "Benchmark"+benchmark+"/"); ok && strings.Contains(rest, "/reader="+reader+"/") {
					names = append(names, strings.Replace(rest, "/reader="+reader+"/", "/", 1))
				}
			}
			return names
		}
		if got, want := of(newReader), of("mutex"); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("Benchmark%s has %d cells of %s, %d of mutex, which it is: want the same", benchmark, len(got), newReader, len(want))
		}
	}
	goDo(t, "test", "-overlay", file, "-run", "TestWeight", "./scripts/internal/runner")
}
