package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"readeratbench/scripts/internal/results"
)

// tabulate makes every table anew from the committed results, without measuring
// anything, and those that need more than one file of them.
func (c command) tabulate(ctx context.Context, _ io.Writer, o options) (_ show, err error) {
	out, err := stageOutput(o.results, uploadSet.raw(), tablesName)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	tables, err := allTables(ctx, o.results)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		if err := out.write(t.file(), t.write); err != nil {
			return nil, err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		for _, t := range tables {
			if err := t.write(w); err != nil {
				return err
			}
			fmt.Fprintln(w)
		}
		_, err := fmt.Fprintf(w, "tables: %s\n", filepath.Join(o.results, tablesName)+string(filepath.Separator))
		return err
	}, out.publish(true)
}

// allTables reads all results before it makes the first table.
func allTables(ctx context.Context, dir string) ([]table, error) {
	sets := virtualSets()
	var names []string
	for _, s := range sets {
		names = append(names, s.name)
	}
	figures, err := results.Load(dir, names...)
	if err != nil {
		return nil, err
	}
	var tables []table
	for i, s := range sets {
		f := figures.Files[i]
		var cells []cell
		for _, r := range f.Results {
			cells = append(cells, cell("Benchmark"+r.Name.String()))
		}
		made, err := s.tabulate(ctx, s, cells, &f.Set)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
		tables = append(tables, made...)
	}
	serial, err := newSerialTable(figures)
	if err != nil {
		return nil, err
	}
	cost, err := newCostTable(figures)
	return slices.Concat(tables, []table{serial, cost}), err
}
