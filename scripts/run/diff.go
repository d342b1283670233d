package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/results"
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
	report, err := c.compare(ctx, progress, o)
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

func (c command) compare(ctx context.Context, progress io.Writer, o options) (_ *diffReport, err error) {
	base, err := readBase(ctx, o)
	if err != nil {
		return nil, err
	}
	out, err := stageOutput(o.diffDir(), benchstatFile, diffFolders...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	here, err := c.measureHere(ctx, progress, o, base)
	if err != nil {
		return nil, err
	}
	base.figures = base.figures.Only(here.wants)
	r := &diffReport{base: base, here: here}
	if o.verify {
		if r.rerun, err = c.rerun(ctx, progress, o, base); err != nil {
			return nil, err
		}
	}
	if err := r.compare(ctx, o); err != nil {
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
}

// measureHere runs what the options leave of the virtual matrix.
func (c command) measureHere(ctx context.Context, progress io.Writer, o options, base *baseline) (*measuredHere, error) {
	here := &measuredHere{all: map[string]bool{}}
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
	if here.figures, err = gate.NewFigures(here.results); err != nil {
		return nil, err
	}
	return here, nil
}

// virtualCells lists the cells of all sets that BENCH leaves, and notes all there are.
func (p program) virtualCells(ctx context.Context, o options, all map[string]bool) ([]cell, error) {
	var patterns []string
	for _, s := range virtualSets() {
		patterns = append(patterns, s.pattern)
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
		if len(names) == 0 {
			return nil, usageError{noCells(o)}
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

// bySet takes the results apart into those of one file each.
func bySet(all *results.Set) map[string]*results.Set {
	files := map[string]*results.Set{}
	for _, r := range all.Results {
		s, _ := setOf(cell("Benchmark" + r.Name.String()))
		if files[s.raw()] == nil {
			files[s.raw()] = &results.Set{Units: slices.Clone(all.Units)}
		}
		files[s.raw()].Results = append(files[s.raw()].Results, r)
	}
	return files
}

// readSet reads a results file of any age: keys and units that it has not are no
// mistake in one that another version of this program wrote.
func readSet(text []byte, name string) (*results.Set, error) {
	s := &results.Set{}
	found, err := s.Scan(text, name)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s has no figures", name)
	}
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		if !virtual(r) {
			continue
		}
		if err := s.AddResult(r); err != nil {
			return nil, fmt.Errorf("%s: cell %s %w", name, r.Name, err)
		}
	}
	return s, nil
}

// virtual tells figures of virtual time from those of the real clock.
func virtual(r *benchfmt.Result) bool {
	_, ok := r.Value("vsec/op")
	return ok
}

// committedHere are the figures that results/ has in the working tree, as far as they
// can be read: a file that cannot has none.
func committedHere(o options) *gate.Figures {
	var sets []*results.Set
	for _, s := range virtualSets() {
		path := filepath.Join(o.results, s.raw())
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if set, err := readSet(text, path); err == nil {
			sets = append(sets, set)
		}
	}
	f, err := gate.NewFigures(sets...)
	if err != nil {
		f, _ = gate.NewFigures() // of nothing, there is nothing to refuse
	}
	return f
}
