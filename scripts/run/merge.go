package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
	"readeratbench/scripts/internal/tables"
)

// shardsFolder is where shards are written and merged from.
func shardsFolder(dir string) string { return filepath.Join(dir, localFolder, "shards") }

// measureShard runs one shard and writes it where merge looks for it: an ordinary file
// in the benchmark format that says which commit it is of.
func (c command) measureShard(ctx context.Context, progress io.Writer, m *measurement) (render, error) {
	dir := shardsFolder(m.results)
	commit, err := c.commit(ctx)
	if err != nil {
		return nil, fmt.Errorf("SHARD=%s: a shard says which commit it is of: %w", m.shard, err)
	}
	set, trace, err := c.measure(ctx, progress, m)
	if err != nil {
		return nil, err
	}
	if len(set.Failed) > 0 {
		return nil, fmt.Errorf("SHARD=%s: %w", m.shard, verdict(set))
	}
	set.SetCommit(commit)
	shard, err := runner.ParseShard(m.shard)
	if err != nil {
		return nil, err
	}
	name := shard.File(m.goal)
	all := []files.File{{Name: name, WriteTo: set.WriteFile}}
	if !trace.Empty() {
		all = append(all, files.File{Name: name + ".csv", WriteTo: func(w io.Writer) error { return trace.Write(w, set.Names()) }})
	}
	return func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "shard %s, %d cells: %s\nwhen the files of all %d are in that folder: make merge\n", shard, len(set.Results), filepath.Join(dir, name), shard.N)
		return err
	}, files.Write(dir, all)
}

// merge publishes the shards as if one run had made them, and removes them: left there,
// they would meet those of the next commit.
func (c command) merge(fs *flag.FlagSet) action {
	dir := fs.String("results", "results", "`directory` for the results; shards are in its folder local/shards")
	return func(ctx context.Context, progress io.Writer) (render, error) {
		shards, err := results.ReadShards(shardsFolder(*dir))
		if err != nil {
			return nil, err
		}
		of := shards.Definitions()
		var set *results.Set
		err = c.compiled(ctx, progress, c.pkg, nil, func(p runner.Program) error {
			cells, err := p.List(ctx, results.Pattern(of...))
			if err != nil {
				return err
			}
			set, err = shards.Order(cells)
			return err
		})
		if err != nil {
			return nil, err
		}
		show, err := judged(set)(publish(*dir, set, &shards.Trace, of...))
		if err != nil {
			return nil, err
		}
		for _, path := range shards.Files {
			err = errors.Join(err, os.Remove(path))
		}
		return func(w io.Writer) error {
			if err := show(w); err != nil {
				return err
			}
			_, err := fmt.Fprintf(w, "merged from %d shards of commit %s, which are removed\n", len(shards.Files), shards.Commit)
			return err
		}, err
	}
}

// tables makes every table anew from the committed results, without measuring anything.
func (c command) tables(fs *flag.FlagSet) action {
	dir := fs.String("results", "results", "`directory` with the results")
	return func(context.Context, io.Writer) (render, error) {
		pages, err := tables.All(*dir, results.Definitions...)
		if err != nil {
			return nil, err
		}
		return func(w io.Writer) error {
			if err := printPages(w, pages); err != nil {
				return err
			}
			_, err := fmt.Fprintf(w, "tables: %s\n", filepath.Join(*dir, tables.Folder)+string(filepath.Separator))
			return err
		}, files.Write(*dir, pageFiles(pages))
	}
}
