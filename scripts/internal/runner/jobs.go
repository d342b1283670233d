package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// Job is one process: a cell and what its environment has beside the program's.
type Job struct {
	Cell cell.Name
	Env  []string
}

// Run runs every job in a process of its own, procs at once, and returns what each prints
// or why it failed. Its own error is that of ctx. Progress goes to w, if there is one.
func (p Program) Run(ctx context.Context, jobs []Job, procs int, w io.Writer) (outputs [][]byte, failures []error, err error) {
	bar := progressbar.DefaultSilent(int64(len(jobs)))
	if w != nil {
		bar = progressbar.NewOptions(len(jobs), progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("cells"),
			progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetRenderBlankState(true))
	}
	defer bar.Clear()
	outputs, failures = make([][]byte, len(jobs)), make([]error, len(jobs))
	var group errgroup.Group
	group.SetLimit(procs)
	for _, i := range slowestFirst(jobs) {
		group.Go(func() error {
			if err := context.Cause(ctx); err != nil {
				return err
			}
			j := jobs[i]
			if outputs[i], failures[i] = p.start(ctx, j.Cell.Pattern(), j.Env...); failures[i] != nil {
				failures[i] = fmt.Errorf("cell %s failed: %w", strings.Join(append([]string{string(j.Cell)}, j.Env...), " "), failures[i])
			}
			return errors.Join(context.Cause(ctx), bar.Add(1))
		})
	}
	return outputs, failures, group.Wait()
}

// slowestFirst is the order in which jobs start: a long one that starts last would
// leave the other processors idle.
func slowestFirst(jobs []Job) []int {
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(weight(jobs[b].Cell), weight(jobs[a].Cell))
	})
	return order
}

// weight guesses what a cell takes in real time relative to the others. It decides
// which starts first, never a figure.
func weight(n cell.Name) int64 {
	const (
		perCell    = 32 << 20 // starting a process, as if it were bytes
		perRequest = 5        // a request for every 32 KiB read, against a stream
	)
	size, err := cell.ParseSize(n.Get("size"))
	if err != nil || size < 0 {
		size = 64 << 20
	}
	if n.Get("uploader") == "manager" && rows.Lookup(n.Get("reader")).RequestPerCall { // the other reads in order, and much at once
		size *= perRequest
	}
	return perCell + min(size, 1<<40)
}
