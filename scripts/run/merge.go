package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// merge publishes the shards as if one run had made them, and removes them:
// left there, they would meet those of the next commit.
func (c command) merge(ctx context.Context, progress io.Writer, o options) (show, error) {
	shards, err := readShards(o.shardDir())
	if err != nil {
		return nil, err
	}
	print, err := c.publish(ctx, o, func() (m *measured, err error) {
		err = c.compiled(ctx, progress, o, func(p program) error {
			cells, err := p.list(ctx, o)
			if err != nil {
				return err
			}
			whole, err := mergeShards(cells, shards)
			m = &measured{cells: cells, results: whole}
			return err
		})
		return m, err
	})
	if err != nil {
		return nil, err
	}
	for _, f := range shards {
		if err := os.Remove(f.path); err != nil {
			return nil, fmt.Errorf("published, but %s cannot be removed: %s; remove it", f.path, reason(err))
		}
	}
	return func(w io.Writer) error {
		if err := print(w); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "merged from %d shards of commit %s, which are removed\n", len(shards), shards[0].commit)
		return err
	}, nil
}

// readShards reads all there are and checks that they are all of one whole.
func readShards(dir string) ([]*shardFile, error) {
	names, err := fs.Glob(os.DirFS(dir), shardFiles)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("no %s in %s; make them with make bench SHARD=1/2 and SHARD=2/2, or copy them there", shardFiles, dir)
	}
	if err != nil {
		return nil, err
	}
	var shards []*shardFile
	for _, name := range names {
		f, err := readShard(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		shards = append(shards, f)
	}
	byPart := map[shard]*shardFile{}
	for _, f := range shards {
		if err := f.agrees(shards[0]); err != nil {
			return nil, err
		}
		if other := byPart[f.shard]; other != nil {
			return nil, fmt.Errorf("%s and %s are both shard %s; remove one", other.path, f.path, f.shard)
		}
		byPart[f.shard] = f
	}
	return shards, nonMissing(dir, shards[0].shard.n, byPart)
}

func nonMissing(dir string, n int, have map[shard]*shardFile) error {
	var missing []string
	for i := 1; i <= n; i++ {
		if s := (shard{i, n}); have[s] == nil {
			missing = append(missing, s.String())
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s: missing is shard %s; make it with make bench SHARD=%s, or copy it there", dir, strings.Join(missing, ", "), missing[0])
	}
	return nil
}

// mergeShards puts every result where the matrix has its cell.
func mergeShards(matrix []cell, shards []*shardFile) (*results.Set, error) {
	whole := &results.Set{}
	results := make([]*benchfmt.Result, len(matrix))
	for _, f := range shards {
		if err := f.holds(matrix); err != nil {
			return nil, err
		}
		for _, u := range f.set.Units {
			if err := whole.AddUnit(u); err != nil {
				return nil, fmt.Errorf("%s: %w", f.path, err)
			}
		}
		for k, r := range f.set.Results {
			results[f.shard.i-1+k*f.shard.n] = r
		}
	}
	for _, f := range shards {
		if err := f.unedited(); err != nil {
			return nil, err
		}
	}
	var err error
	for _, r := range results { // none is nil: every part is there and whole
		err = errors.Join(err, whole.AddResult(r))
	}
	return whole, err
}
