package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"readeratbench/scripts/internal/gate"
)

// rerun runs the base's own benchmarks, as they are in that commit, and returns their
// figures. It works in a git worktree of its own: the user's tree stays as it is.
func (c command) rerun(ctx context.Context, progress io.Writer, o options, base *baseline) (_ *gate.Figures, err error) {
	tmp, err := os.MkdirTemp("", "readeratbench-base-")
	if err != nil {
		return nil, fmt.Errorf("no room for a worktree of BASE: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	tree := filepath.Join(tmp, "tree")
	// A hook of the user's is none of its business.
	_, err = git(ctx, "-c", "core.hooksPath="+os.DevNull, "worktree", "add", "--quiet", "--detach", tree, base.commit)
	defer func() {
		// Not ctx: an interrupt is no reason to leave it behind. Twice by force, since half
		// of one is locked.
		if _, e := git(context.WithoutCancel(ctx), "worktree", "remove", "--force", "--force", tree); err == nil {
			err = e
		}
	}()
	if err != nil {
		return nil, err
	}
	prefix, err := git(ctx, "rev-parse", "--show-prefix") // where we are in the repository
	if err != nil {
		return nil, err
	}
	from := filepath.Join(tree, strings.TrimSpace(prefix))
	var m *measured
	err = c.compiledFrom(ctx, progress, from, o, func(p program) error {
		cells, err := base.cells(ctx, p, o)
		if err != nil {
			return err
		}
		m, err = runCells(ctx, p, o, cells, progress)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("VERIFY=1: BASE %s cannot be run: %w", base.short(), err)
	}
	return gate.NewFigures(m.results)
}

// cells lists what the base has of the benchmarks that its figures are of.
func (b *baseline) cells(ctx context.Context, p program, o options) ([]cell, error) {
	pattern := "^Benchmark(" + strings.Join(b.figures.Benchmarks(), "|") + ")$"
	names, err := p.names(ctx, pattern)
	if err != nil {
		return nil, err
	}
	var cells []cell
	for _, name := range names {
		if o.bench == "" || b.figures.Result(strings.TrimPrefix(name, "Benchmark")) != nil {
			cells = append(cells, cell(name))
		}
	}
	if len(cells) == 0 {
		return nil, errors.New("it has none of the cells that its results are of")
	}
	return cells, nil
}
