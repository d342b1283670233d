package runner

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/proc"
	"readeratbench/scripts/internal/results"
)

// Measure runs every cell once and merges what they print in the order of cells. The
// requests of cells of traced definitions are kept, if asked for. A cell that fails does
// so alone: the set says why.
func (p Program) Measure(ctx context.Context, cells []cell.Name, traced bool, procs int, w io.Writer) (*results.Set, *results.Trace, error) {
	path := func(i int) string { return filepath.Join(p.Tmp, "trace-"+strconv.Itoa(i)) }
	keeps := func(n cell.Name) bool {
		d, ok := results.DefinitionOf(n)
		return ok && d.Traced && traced
	}
	jobs := make([]Job, len(cells))
	for i, n := range cells {
		jobs[i].Cell = n
		if keeps(n) {
			jobs[i].Env = []string{cell.EnvTrace + "=" + path(i)}
		}
	}
	outputs, failures, err := p.Run(ctx, jobs, procs, w)
	if err != nil {
		return nil, nil, err
	}
	set, trace := &results.Set{}, &results.Trace{}
	for i, n := range cells {
		if failures[i] != nil {
			set.AddFailed(n, failures[i].Error())
			continue
		}
		if err := AddOutput(set, n, outputs[i]); err != nil {
			return nil, nil, fmt.Errorf("cell %s: %w", n, err)
		}
		if keeps(n) {
			if err := trace.AddCell(n, path(i)); err != nil {
				return nil, nil, fmt.Errorf("cell %s: its requests: %w", n, err)
			}
		}
	}
	if len(set.Failed) == len(cells) {
		return nil, nil, fmt.Errorf("all %d cells failed, the first of them: %w", len(cells), failures[0])
	}
	return set, trace, nil
}

// AddOutput adds what a cell printed, which must be one result of its name.
func AddOutput(s *results.Set, n cell.Name, output []byte) error {
	got, err := s.Scan(output, "its output")
	if err != nil {
		return err
	}
	if len(got) != 1 {
		return proc.WithOutput(fmt.Errorf("printed %d results, want exactly one", len(got)), string(output))
	}
	if cell.Parse(string(got[0].Name)) != n {
		return fmt.Errorf("printed a result for %s", got[0].Name)
	}
	got[0].Name = benchfmt.Name(n)
	return s.AddResult(got[0])
}
