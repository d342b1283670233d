package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/diff"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/proc"
	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
)

// cpuFile is of the real clock; one of the pictures needs it.
const cpuFile = "cpu.bench"

// diffFolder has what the last diff compared.
func diffFolder(dir string) string { return filepath.Join(dir, localFolder, "diff") }

// diffOptions are the flags of diff.
type diffOptions struct {
	base, bench, figures, results string
	procs                         int
}

// diff compares the virtual figures of the working tree with those that a commit has in
// results/: all of them or a selection, measured now or before.
func (c command) diff(fs *flag.FlagSet) action {
	o := diffOptions{results: "results"}
	fs.StringVar(&o.base, "base", "", "compare with what this `revision` has in results/ (BASE) instead of the merge base with main")
	fs.StringVar(&o.bench, "bench", "", "run only the cells that match this `regexp` (BENCH), element by element between slashes")
	fs.StringVar(&o.figures, "figures", "", "compare the figures in this `folder` (FIGURES), which make figures has just made, instead of measuring")
	procsFlag(fs, &o.procs)
	return func(ctx context.Context, progress io.Writer) (_ render, err error) {
		if err := o.check(); err != nil {
			return nil, err
		}
		base, err := diff.ReadBase(ctx, o.base, o.results)
		if err != nil {
			return nil, err
		}
		folder := diffFolder(o.results)
		if err := writable(filepath.Dir(folder)); err != nil {
			return nil, err
		}
		stage, err := os.MkdirTemp(filepath.Dir(folder), ".readeratbench-")
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
		report, err := c.compare(ctx, progress, o, diff.Request{Base: base, Folder: stage})
		if err != nil {
			return nil, err
		}
		show := func(w io.Writer) error {
			if err := report.Render(w, folder); err != nil {
				return err
			}
			if err := report.Failure(); err != nil {
				return exit.No("%w", err)
			}
			return nil
		}
		return show, errors.Join(os.Chmod(stage, 0o755), os.RemoveAll(folder), os.Rename(stage, folder))
	}
}

func (o diffOptions) check() error {
	if o.bench != "" && o.figures != "" {
		return fmt.Errorf("BENCH=%s and FIGURES=%s: what was measured before is compared as a whole; give one of the two", o.bench, o.figures)
	}
	return errors.Join(checkProcs(o.procs), checkBench(o.bench))
}

// compare puts the working tree's figures into the folder and compares them there.
func (c command) compare(ctx context.Context, progress io.Writer, o diffOptions, q diff.Request) (_ *diff.Report, err error) {
	if q.Tree, err = c.tree(ctx); err != nil {
		return nil, err
	}
	here := filepath.Join(q.Folder, diff.HereFolder)
	if o.figures != "" {
		err = copyFigures(here, o.figures)
	} else {
		q.All, err = c.measureDiff(ctx, progress, o, here)
	}
	if err != nil {
		return nil, err
	}
	if o.bench == "" { // pictures need all figures
		q.Draw = c.pictures
		if err := copyFigures(here, o.results, cpuFile); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return diff.Compare(ctx, q)
}

// tree says what is compared with the base.
func (c command) tree(ctx context.Context) (string, error) {
	hash, err := c.commit(ctx)
	if err != nil {
		return "", err
	}
	short := hash[:min(len(hash), 10)]
	if strings.HasSuffix(hash, proc.Dirty) {
		return fmt.Sprintf("the working tree, %s and what is not committed", strings.TrimSuffix(short, proc.Dirty)), nil
	}
	return short, nil
}

// measureDiff measures the cells that BENCH selects into the folder. It returns the names
// of all cells.
func (c command) measureDiff(ctx context.Context, progress io.Writer, o diffOptions, here string) (all []cell.Name, err error) {
	var set *results.Set
	var trace *results.Trace
	err = c.compiled(ctx, progress, c.pkg, nil, func(p runner.Program) error {
		if all, err = p.List(ctx, results.Pattern(results.InFigures()...)); err != nil {
			return err
		}
		cells := all
		if o.bench != "" {
			wanted, err := p.List(ctx, o.bench)
			if err == nil && len(wanted) == 0 {
				err = errors.New("it matches no cell; it is matched element by element between slashes, and names look like Benchmark" + string(cell.Example))
			}
			cells = slices.DeleteFunc(slices.Clone(all), func(n cell.Name) bool { return !slices.Contains(wanted, n) })
			if err == nil && len(cells) == 0 {
				err = fmt.Errorf("it matches no cell that is compared; those of %s are", results.Pattern(results.InFigures()...))
			}
			if err != nil {
				return fmt.Errorf("BENCH=%s: %w", o.bench, err)
			}
		}
		if set, trace, err = p.Measure(ctx, cells, true, o.procs, progress); err == nil && len(set.Failed) > 0 {
			err = errors.New(verdict(set).Error()) // there is nothing to compare: no answer
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, files.Write(here, rawFiles(set, trace, results.InFigures()...))
}

// copyFigures copies the files of all sets, or those named, from one results folder to
// another.
func copyFigures(to, from string, names ...string) error {
	if names == nil {
		for _, d := range results.Definitions {
			if _, err := os.Stat(filepath.Join(from, d.Raw())); d.Apart && errors.Is(err, os.ErrNotExist) {
				continue
			}
			names = append(names, d.Raw())
			if d.Traced {
				names = append(names, d.Trace())
			}
		}
	}
	var all []files.File
	for _, name := range names {
		text, err := fs.ReadFile(os.DirFS(from), name)
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
		all = append(all, files.File{Name: name, Text: text})
	}
	return files.Write(to, all)
}

// drawPictures has scripts/report draw what is in a results folder.
func drawPictures(ctx context.Context, folder string) error {
	_, err := proc.Go(ctx, "", "run", "./scripts/report", "-pictures", "-results", folder)
	return err
}
