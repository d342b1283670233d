package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"
)

// runCells runs every cell in a process of its own, procs at once, and merges
// what they print in the order of cells. The first failure ends the rest.
func runCells(ctx context.Context, p program, cells []cell, procs int, w io.Writer) (*resultSet, error) {
	bar := startProgress(w, cells)
	defer bar.stop()
	outputs := make([][]byte, len(cells))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(procs)
	for _, i := range slowestFirst(cells) {
		group.Go(func() error {
			if err := context.Cause(ctx); err != nil {
				return err // nothing new once something failed
			}
			out, err := p.start(ctx, cells[i].pattern())
			if err != nil {
				return fmt.Errorf("cell %s failed: %w", cells[i], err)
			}
			outputs[i] = out
			bar.done(cells[i])
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return mergeResults(cells, outputs)
}

// slowestFirst is the order in which cells start: a long one that starts last
// would leave the other processors idle.
func slowestFirst(cells []cell) []int {
	order := make([]int, len(cells))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(cells[b].weight(), cells[a].weight())
	})
	return order
}
