package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
)

// stressProfiles are what the whole matrix is run with, one after another.
var stressProfiles = [][]string{nil, {cell.EnvProfile + "=s3-standard-tail"}}

// stress runs every cell many times, in environments that must not show in its figures
// and on cores that are busy, and compares what it prints. It writes nothing.
func (c command) stress(fs *flag.FlagSet) action {
	var bench, size, given string
	var procs int
	procsFlag(fs, &procs)
	fs.StringVar(&bench, "bench", "", "run only the cells that match this `regexp` (BENCH), element by element between slashes")
	fs.StringVar(&size, "size", "", "upload this many `bytes` (SIZE) instead of 64MiB")
	fs.StringVar(&given, "times", "", "run every cell this `number` of times (TIMES) instead of 25")
	return func(ctx context.Context, progress io.Writer) (render, error) {
		size, given = cmp.Or(size, "64MiB"), cmp.Or(given, "25") // every environment four times and more
		times, err := strconv.Atoi(given)
		if err != nil || times < 2 {
			return nil, fmt.Errorf("TIMES=%s: not a number of runs that can be compared; give 2 or more", given)
		}
		if err := checkProcs(procs); err != nil {
			return nil, err
		}
		s := selection{bench: bench, size: size}
		env, err := s.check()
		if err != nil {
			return nil, err
		}
		var report stressReport
		err = c.compiled(ctx, progress, c.pkg, env, func(p runner.Program) (err error) {
			report, err = stressed(ctx, p, s, times, procs, progress)
			return err
		})
		return report.render, err
	}
}

func stressed(ctx context.Context, p runner.Program, s selection, times, procs int, progress io.Writer) (stressReport, error) {
	report := stressReport{times: times, lines: map[string]map[string]int{}}
	pattern := cmp.Or(s.bench, results.Pattern(results.Upload))
	p.AnyProcs = true
	var jobs []runner.Job
	for _, profile := range stressProfiles {
		cells, err := p.List(ctx, pattern, profile...)
		if err == nil && len(cells) == 0 {
			err = fmt.Errorf("package %s has no cells of %s", p.Dir, pattern)
		}
		if err != nil {
			return report, s.explain(err)
		}
		for _, n := range cells {
			for run := range times {
				jobs = append(jobs, runner.Job{Cell: n, Env: append(stressEnv(run), profile...)})
			}
		}
	}
	defer keepBusy(runtime.NumCPU())()
	outputs, failures, err := p.Run(ctx, jobs, procs, progress)
	if err != nil {
		return report, err
	}
	for i, j := range jobs {
		if failures[i] != nil {
			return report, failures[i]
		}
		set := &results.Set{}
		if err := runner.AddOutput(set, j.Cell, outputs[i]); err != nil {
			return report, fmt.Errorf("cell %s: %w", j.Cell, err)
		}
		var text strings.Builder
		if err := set.Write(&text); err != nil {
			return report, err
		}
		cell := j.Cell.Config()
		if report.lines[cell] == nil {
			report.cells, report.lines[cell] = append(report.cells, cell), map[string]int{}
		}
		_, line, _ := strings.Cut(text.String(), string(j.Cell))
		report.lines[cell][line]++
	}
	return report, nil
}

// stressEnv is the environment of a run; each combination comes once in six.
func stressEnv(run int) []string {
	procs := "GOMAXPROCS=" + []string{"1", "2", "8"}[run%3]
	if run%2 == 0 {
		return []string{procs, "GOGC=5"}
	}
	return []string{procs, "GOGC=off", "GOMEMLIMIT=4GiB"} // no collector, but a bound
}

// keepBusy keeps n cores from being idle until the returned function is called.
func keepBusy(n int) (stop func()) {
	var done atomic.Bool
	for range n {
		go func() {
			for !done.Load() {
			}
		}()
	}
	return func() { done.Store(true) }
}

// stressReport is what many runs of every cell printed.
type stressReport struct {
	times int
	cells []string
	lines map[string]map[string]int // of each cell, and how often each came
}

// render writes what differed; its error says that figures do not repeat.
func (r stressReport) render(w io.Writer) error {
	var text strings.Builder
	differ := 0
	for _, cell := range r.cells {
		if len(r.lines[cell]) == 1 {
			continue
		}
		differ++
		fmt.Fprintf(&text, "%s\n", cell)
		for _, line := range slices.Sorted(maps.Keys(r.lines[cell])) {
			fmt.Fprintf(&text, "%6d times%s", r.lines[cell][line], line)
		}
	}
	if _, err := fmt.Fprintf(w, "%s%d cells, %d runs each, %d differ\n", &text, len(r.cells), r.times, differ); err != nil {
		return err
	}
	if differ > 0 {
		return exit.No("figures of %d cells do not repeat; the same cell must print the same line in any process", differ)
	}
	return nil
}
