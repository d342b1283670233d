package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"readeratbench/scripts/internal/results"
)

// job is one process: a cell and what its environment has beside the program's.
type job struct {
	cell cell
	env  []string
}

// measured is what a set's cells came to.
type measured struct {
	cells   []cell
	results *results.Set
	traces  []table // files with the requests of cells; mostly none
}

// runCells runs every cell once and merges what they print in the order of
// cells.
func runCells(ctx context.Context, p program, o options, cells []cell, w io.Writer) (*measured, error) {
	jobs := make([]job, len(cells))
	for i, c := range cells {
		jobs[i].cell = c
	}
	t := traces{o, p.tmp, jobs}
	t.prepare()
	outputs, err := runJobs(ctx, p, jobs, o.procs, w)
	if err != nil {
		return nil, err
	}
	m := &measured{cells: cells}
	if m.results, err = mergeResults(cells, outputs); err != nil {
		return nil, err
	}
	m.traces, err = t.collect()
	return m, err
}

// runJobs runs every job in a process of its own, procs at once, and returns
// what each prints. The first failure ends the rest.
func runJobs(ctx context.Context, p program, jobs []job, procs int, w io.Writer) ([][]byte, error) {
	bar := startProgress(w, jobs)
	defer bar.stop()
	outputs := make([][]byte, len(jobs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(procs)
	for _, i := range slowestFirst(jobs) {
		group.Go(func() error {
			if err := context.Cause(ctx); err != nil {
				return err // nothing new once something failed
			}
			j := jobs[i]
			out, err := p.start(ctx, j.cell.pattern(), j.env...)
			if err != nil {
				return fmt.Errorf("cell %s failed: %w", strings.Join(append([]string{string(j.cell)}, j.env...), " "), err)
			}
			outputs[i] = out
			bar.done(j.cell)
			return nil
		})
	}
	return outputs, group.Wait()
}

// slowestFirst is the order in which jobs start: a long one that starts last
// would leave the other processors idle.
func slowestFirst(jobs []job) []int {
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(jobs[b].cell.weight(), jobs[a].cell.weight())
	})
	return order
}
