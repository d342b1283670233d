package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
	"readeratbench/scripts/internal/tables"
)

// localFolder has what is not committed.
const localFolder = "local"

// measurement is how a set of figures is measured, as flags give it.
type measurement struct {
	goal    string // of make
	results string
	procs   int
	shard   string
	pkg     string
	pattern string // of the benchmarks
	env     []string
	traced  bool
	explain func(error) error // adds what of the caller's may be wrong with cells
}

// measureFlags are those of everything that measures.
func (c command) measureFlags(fs *flag.FlagSet, goal string, of ...results.Definition) *measurement {
	m := &measurement{goal: goal, pkg: c.pkg, pattern: results.Pattern(of...), traced: true, explain: func(err error) error { return err }}
	fs.StringVar(&m.results, "results", "results", "`directory` for the results; partial runs use its folder local")
	procsFlag(fs, &m.procs)
	fs.StringVar(&m.shard, "shard", "", "run this `part` (SHARD), such as 1/2, for merge")
	return m
}

// set is a set of figures, or several, run as a whole or in shards.
func (c command) set(fs *flag.FlagSet, goal string, of ...results.Definition) action {
	m := c.measureFlags(fs, goal, of...)
	return func(ctx context.Context, progress io.Writer) (render, error) {
		return c.whole(ctx, progress, m, of...)
	}
}

// figures are all sets, and the tables that need more than one of them.
func (c command) figures(fs *flag.FlagSet) action {
	return c.set(fs, "figures", results.InFigures()...)
}

func (c command) whole(ctx context.Context, progress io.Writer, m *measurement, of ...results.Definition) (render, error) {
	if m.shard != "" {
		return c.measureShard(ctx, progress, m)
	}
	set, trace, err := c.measure(ctx, progress, m)
	if err != nil {
		return nil, err
	}
	dir := m.results
	if len(set.Failed) > 0 {
		dir = filepath.Join(dir, localFolder) // what is committed is whole
	}
	return judged(set)(publish(dir, set, trace, of...))
}

// measure compiles the benchmarks, lists the cells and runs them, or a shard of them.
func (c command) measure(ctx context.Context, progress io.Writer, m *measurement) (set *results.Set, trace *results.Trace, err error) {
	shard, err := checkShared(m)
	if err != nil {
		return nil, nil, err
	}
	err = c.compiled(ctx, progress, m.pkg, m.env, func(p runner.Program) error {
		cells, err := p.List(ctx, m.pattern)
		if err == nil && len(cells) == 0 {
			err = fmt.Errorf("package %s has no cells of %s; choose those it has by -bench", m.pkg, m.pattern)
		}
		if err != nil {
			return m.explain(err)
		}
		if shard != (runner.Shard{}) {
			if cells, err = shard.Of(cells); err != nil {
				return fmt.Errorf("SHARD=%s: %w", m.shard, err)
			}
		}
		set, trace, err = p.Measure(ctx, cells, m.traced, m.procs, progress)
		return err
	})
	return set, trace, err
}

// checkShared refuses, before anything is compiled, what could only fail later.
func checkShared(m *measurement) (runner.Shard, error) {
	if err := checkProcs(m.procs); err != nil {
		return runner.Shard{}, err
	}
	shard, err := runner.ParseShard(m.shard)
	if err != nil {
		return shard, fmt.Errorf("SHARD=%s: %w", m.shard, err)
	}
	return shard, writable(m.results)
}

func procsFlag(fs *flag.FlagSet, procs *int) {
	fs.IntVar(procs, "procs", runtime.NumCPU(), "run at most this `number` of cells at once")
}

func checkProcs(procs int) error {
	if procs < 1 {
		return fmt.Errorf("-procs %d: need at least one process; give 1 or more", procs)
	}
	return nil
}

// writable finds out, by doing it, whether files can be made in dir: permission bits do
// not tell (root, read-only mounts, a full disk).
func writable(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".readeratbench-"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("cannot write to %s: %s; make it a directory you may write to", dir, reason(err))
	}
	return nil
}

// compiled calls f with the compiled benchmarks, which go when f returns. On a fresh
// machine compiling takes a while.
func (c command) compiled(ctx context.Context, progress io.Writer, pkg string, env []string, f func(runner.Program) error) error {
	tmp, err := os.MkdirTemp("", "readeratbench-")
	if err != nil {
		return fmt.Errorf("no room for a compiled benchmark: %w", err)
	}
	defer os.RemoveAll(tmp)
	if progress != nil {
		fmt.Fprintf(progress, "compiling the benchmarks of %s\n", pkg)
	}
	p, err := c.compile(ctx, pkg, tmp)
	if err != nil {
		return err
	}
	p.Tmp, p.Env = tmp, runner.Env(env...)
	return f(p)
}

// publish writes the results files of the definitions, their tables and traces, all or
// none, and returns what shows them. With those of make figures there are tables of several.
func publish(dir string, set *results.Set, trace *results.Trace, of ...results.Definition) (render, error) {
	var pages []tables.Page
	folder := filepath.Join(dir, tables.Folder) + string(filepath.Separator)
	said := fmt.Sprintf("tables: %s\n", folder)
	shown := "results" // whatever -results is: pages are the same everywhere
	if filepath.Base(dir) == localFolder {
		shown += "/" + localFolder
	}
	for _, d := range of {
		part := partOf(set, d, of)
		made, err := tables.Of(d, part, shown)
		if err != nil {
			return nil, err
		}
		pages = append(pages, made...)
		said += fmt.Sprintf("raw output: %s\n", filepath.Join(dir, d.Raw()))
	}
	err := files.Write(dir, slices.Concat(pageFiles(pages), rawFiles(set, trace, of...)))
	if err == nil && len(of) >= len(results.InFigures()) && len(set.Failed) == 0 {
		if pages, err = tables.All(dir, of...); err == nil {
			err = files.Write(dir, pageFiles(pages))
		}
		pages, said = nil, fmt.Sprintf("%d cells: %s\ntables: %s\n", len(set.Results), filepath.Join(dir, "*.bench"), folder)
	}
	return func(w io.Writer) error {
		if err := printPages(w, pages); err != nil {
			return err
		}
		_, err := io.WriteString(w, said)
		return err
	}, err
}

// partOf is what a definition has of the set: all of it where there is no other, since
// BENCH= may choose cells of any benchmark.
func partOf(set *results.Set, d results.Definition, of []results.Definition) *results.Set {
	if len(of) == 1 {
		return set
	}
	return set.Of(d)
}

// rawFiles are the results files of those definitions that have cells, and their traces.
func rawFiles(set *results.Set, trace *results.Trace, of ...results.Definition) []files.File {
	var all []files.File
	for _, d := range of {
		part := partOf(set, d, of)
		if len(part.Results) == 0 {
			continue
		}
		if d.Traced && !trace.Empty() {
			all = append(all, files.File{Name: d.Trace(), WriteTo: func(w io.Writer) error { return trace.Write(w, part.Names()) }})
		}
		all = append(all, files.File{Name: d.Raw(), WriteTo: part.WriteFile})
	}
	return all
}

func pageFiles(pages []tables.Page) []files.File {
	var all []files.File
	for _, p := range pages {
		all = append(all, files.File{Name: p.File, WriteTo: p.Write})
	}
	return all
}

func printPages(w io.Writer, pages []tables.Page) error {
	for _, p := range pages {
		if err := p.Write(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return nil
}

// dropStale removes local tables of an earlier run that this one has not replaced.
func dropStale(dir string, set *results.Set) error {
	there, err := filepath.Glob(filepath.Join(dir, tables.Folder, "*.txt"))
	for _, path := range there {
		is := func(n cell.Name) bool {
			return filepath.Base(path) == strings.ToLower(n.Benchmark())+"-"+n.Get("uploader")+".txt"
		}
		if !slices.ContainsFunc(set.Names(), is) {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}
