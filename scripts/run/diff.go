package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/gate"
)

// diffDir has what the last diff compared: the results files of both sides, what
// benchstat and the summary say, and the pictures that changed.
func (o options) diffDir() string { return filepath.Join(o.results, "local", "diff") }

// trouble is why there is no comparison: exit status 2, as of diff and cmp, where 1
// says that there are differences.
type trouble struct{ error }

func (t trouble) Unwrap() error { return t.error }

// diff compares the whole virtual matrix, or part of it, as it is in the working
// tree, with the figures that a commit has in results/.
func (c command) diff(ctx context.Context, progress io.Writer, o options) (show, error) {
	report, err := c.diffed(ctx, progress, o)
	if err != nil {
		return nil, trouble{err}
	}
	return func(w io.Writer) error {
		if err := report.write(w, o.diffDir()); err != nil {
			return trouble{err}
		}
		return report.verdict()
	}, nil
}

// diffed measures, compares, and leaves in diffDir what there is to see.
func (c command) diffed(ctx context.Context, progress io.Writer, o options) (_ *diffReport, err error) {
	base, err := readBase(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := haveBenchstat(ctx); err != nil {
		return nil, err
	}
	out, err := stageFolder(o.diffDir(), diffFolders...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	here, err := c.measureHere(ctx, progress, o)
	if err != nil {
		return nil, err
	}
	base.figures = base.figures.Only(here.wants)
	r := &diffReport{base: base, here: here}
	if r.tree, err = c.treeName(ctx); err != nil {
		return nil, err
	}
	if o.verify && len(base.figures.Names) > 0 {
		if r.rerun, err = c.rerun(ctx, progress, o, base); err != nil {
			return nil, err
		}
	}
	if err := r.conclude(ctx, o); err != nil {
		return nil, err
	}
	if err := c.stageDiff(ctx, o, out, r); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return r, out.replace()
}

// measuredHere is the working tree's side.
type measuredHere struct {
	*measured
	figures *gate.Figures
	all     map[string]bool // names of all cells that there are, measured or not
	readers map[string]bool // theirs
}

// measureHere runs what the options leave of the virtual matrix.
func (c command) measureHere(ctx context.Context, progress io.Writer, o options) (*measuredHere, error) {
	here := &measuredHere{all: map[string]bool{}, readers: map[string]bool{}}
	err := c.compiled(ctx, progress, o, func(p program) (err error) {
		cells, err := p.virtualCells(ctx, o, here.all)
		if err != nil {
			return err
		}
		here.measured, err = runCells(ctx, p, o, cells, progress)
		return err
	})
	if err != nil {
		return nil, err
	}
	for name := range here.all {
		here.readers[cell(name).get("reader")] = true
	}
	here.figures, err = gate.NewFigures(here.results)
	return here, err
}

// virtualCells lists the cells of all sets that BENCH leaves, and notes all there are.
func (p program) virtualCells(ctx context.Context, o options, all map[string]bool) ([]cell, error) {
	var patterns []string
	for _, s := range virtualSets() {
		patterns = append(patterns, s.pattern())
	}
	names, err := p.names(ctx, strings.Join(patterns, "|"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		all[strings.TrimPrefix(name, "Benchmark")] = true
	}
	if o.bench != "" {
		wanted, err := p.names(ctx, o.bench)
		if err != nil {
			return nil, fmt.Errorf("BENCH=%s: %w", o.bench, err)
		}
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(wanted, name) })
		if len(names) == 0 && len(wanted) > 0 {
			return nil, fmt.Errorf("BENCH=%s matches no cell that is compared; those of %s are", o.bench, benchmarkNames())
		}
		if len(names) == 0 {
			return nil, noCells(o)
		}
	}
	var cells []cell
	for _, name := range names {
		cells = append(cells, cell(name))
	}
	return cells, nil
}

// wants tells whether a cell of the other side is compared: all that are not left
// out here by BENCH.
func (h *measuredHere) wants(name string) bool {
	return h.figures.Result(name) != nil || !h.all[name]
}
