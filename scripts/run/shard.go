package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
)

// shard is one of n parts of the default matrix: the cells whose index mod n is
// i-1. Sizes take turns in the matrix: an odd number of parts is shared out more
// evenly than an even one. The zero shard is none.
type shard struct{ i, n int }

var shardForm = regexp.MustCompile(`^([0-9]{1,9})/([0-9]{1,9})$`)

func parseShard(s string) (shard, error) {
	m := shardForm.FindStringSubmatch(s)
	if m == nil {
		return shard{}, errors.New("not a part and a number of parts, such as 1/2")
	}
	i, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	if i < 1 || i > n {
		return shard{}, fmt.Errorf("there is no part %d of %d; they count from 1 to %d", i, n, n)
	}
	return shard{i, n}, nil
}

func (s shard) String() string { return fmt.Sprintf("%d/%d", s.i, s.n) }

func (s shard) file() string { return fmt.Sprintf("upload-%d-of-%d.bench", s.i, s.n) }

// shardFiles matches the file of every shard.
const shardFiles = "upload-*-of-*.bench"

// of is the shard's share of the cells.
func (s shard) of(cells []cell) []cell {
	var share []cell
	for i := s.i - 1; i < len(cells); i += s.n {
		share = append(share, cells[i])
	}
	return share
}

func (o options) shardDir() string { return filepath.Join(o.results, "local", "shards") }

// checkShard refuses what would not be a shard of the committed matrix.
func (o *options) checkShard(g unchecked) (err error) {
	if g.shard == "" {
		return nil
	}
	if o.shard, err = parseShard(g.shard); err != nil {
		return usageError{fmt.Errorf("SHARD=%s: %w", g.shard, err)}
	}
	for _, other := range [][2]string{{"BENCH=", o.bench}, {"SIZE=", g.size}, {"BLOB=", o.blob}, {"PROFILE=", o.profile}} {
		if other[1] != "" {
			return usageError{fmt.Errorf("SHARD=%s and %s%s: a shard is of the whole committed matrix; give one of the two", g.shard, other[0], other[1])}
		}
	}
	if o.pkg != o.defaultPkg {
		return usageError{fmt.Errorf("SHARD=%s and -pkg %s: a shard is of the committed matrix, in %s; give one of the two", g.shard, o.pkg, o.defaultPkg)}
	}
	return nil
}

// benchShard runs one shard and writes it where merge looks for it.
func (c command) benchShard(ctx context.Context, progress io.Writer, o options) (_ show, err error) {
	out, err := stageOutput(o.shardDir(), o.shard.file())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	head := shardHead{shard: o.shard}
	if head.commit, err = c.commit(ctx); err != nil {
		return nil, fmt.Errorf("SHARD=%s: a shard says which commit it is of: %w", o.shard, err)
	}
	var m *measured
	err = c.compiled(ctx, progress, o, func(p program) error {
		cells, err := p.list(ctx, o)
		if err != nil {
			return err
		}
		if head.cells = len(cells); o.shard.n > head.cells {
			return usageError{fmt.Errorf("SHARD=%s: the matrix has %d cells, so a shard would be empty; give at most %d parts", o.shard, head.cells, head.cells)}
		}
		m, err = runCells(ctx, p, o, o.shard.of(cells), progress)
		return err
	})
	if err != nil {
		return nil, err
	}
	f := shardFile{shardHead: head, set: m.results}
	if err := errors.Join(out.write(o.shard.file(), f.write), context.Cause(ctx)); err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "shard %s, %d of %d cells: %s\nwhen the files of all %d are in that folder: make merge\n",
			o.shard, len(m.results.Results), head.cells, filepath.Join(o.shardDir(), o.shard.file()), o.shard.n)
		return err
	}, out.publish(false)
}
