package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// bench runs every cell of a set, or what the options leave of it.
func (c command) bench(ctx context.Context, progress io.Writer, o options) (show, error) {
	return c.publish(ctx, o, func() (m *measured, err error) {
		err = c.compiled(ctx, progress, o, func(p program) error {
			cells, err := p.list(ctx, o)
			if err != nil {
				return err
			}
			m, err = runCells(ctx, p, o, cells, progress)
			return err
		})
		if err == nil {
			m.results.SetBlob(o.blob)
		}
		return m, err
	})
}

// publish writes a set's results: everything that can be refused is looked at
// before get works for them, nothing is replaced before all of it is there.
func (c command) publish(ctx context.Context, o options, get func() (*measured, error)) (_ show, err error) {
	out, err := stageOutput(o.dir(), o.set.raw(), tablesName)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	if err := haveBenchstat(ctx); err != nil {
		return nil, err
	}
	m, err := get()
	if err != nil {
		return nil, err
	}
	tables, err := o.set.tabulate(ctx, o.set, m.cells, m.results)
	if err != nil {
		return nil, err
	}
	if err := out.write(o.set.raw(), m.results.WriteFile); err != nil {
		return nil, err
	}
	for _, t := range slices.Concat(tables, m.traces) {
		if err := out.write(t.file(), t.write); err != nil {
			return nil, err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return printTables(w, tables, m.cells, o) }, out.publish(o.partial())
}

// compiled calls f with the compiled benchmarks, which go when f returns. On a
// fresh machine compiling takes a while.
func (c command) compiled(ctx context.Context, progress io.Writer, o options, f func(program) error) error {
	return c.compiledFrom(ctx, progress, ".", o, f)
}

// compiledFrom is compiled in a folder that need not be the working tree's.
func (c command) compiledFrom(ctx context.Context, progress io.Writer, from string, o options, f func(program) error) error {
	tmp, err := os.MkdirTemp("", "readeratbench-")
	if err != nil {
		return fmt.Errorf("no room for a compiled benchmark: %w", err)
	}
	defer os.RemoveAll(tmp)
	done := showStatus(progress, "compiling the benchmarks of "+o.pkg)
	p, err := c.compile(ctx, from, o.pkg, tmp)
	done()
	if err != nil {
		return err
	}
	p.tmp, p.env = tmp, o.env()
	return f(p)
}
