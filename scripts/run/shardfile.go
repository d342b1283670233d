package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// shardHead is what a shard says of itself.
type shardHead struct {
	shard  shard
	cells  int    // of the whole matrix
	commit string // what was compiled
	sum    string // of everything else in the file, in hexadecimal
}

// shardFile is a shard that was written, and read again.
type shardFile struct {
	shardHead
	path  string
	model string
	set   *results.Set
	lines []int // where each result stands
}

// write writes the head as file keys of the benchmark format, then the results.
func (f *shardFile) write(w io.Writer) error {
	head := fmt.Sprintf("shard: %s\ncells: %d\ncommit: %s\n", f.shard, f.cells, f.commit)
	var body bytes.Buffer
	if err := f.set.Write(&body); err != nil {
		return err
	}
	if f.sum == "" {
		f.sum = checksum(head, body.String())
	}
	_, err := fmt.Fprintf(w, "%ssha256: %s\n%s", head, f.sum, &body)
	return err
}

// checksum tells a figure that was measured from one that was edited, which to
// the eye is as good.
func checksum(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, ""))))
}

// readShard reads what write wrote and nothing else: written again it must be
// the same bytes. So no key is let through that is not of a shard, and no line
// is lost that the benchmark format would have skipped.
func readShard(path string) (*shardFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, reason(err))
	}
	f := &shardFile{path: path, set: &results.Set{}}
	found, err := f.set.Scan(text, path)
	if err != nil {
		return nil, fmt.Errorf("%w; make this shard again", err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: has no results: it was cut short; make this shard again", path)
	}
	if err := f.readHead(found[0]); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, r := range found {
		_, line := r.Pos()
		if err := f.set.AddResult(r); err != nil {
			return nil, fmt.Errorf("%s:%d: cell Benchmark%s %w; make this shard again", path, line, r.Name, err)
		}
		f.lines = append(f.lines, line)
	}
	var again bytes.Buffer
	if err := f.write(&again); err != nil {
		return nil, err
	}
	if line, err := results.SameLines(again.Bytes(), text); err != nil {
		return nil, fmt.Errorf("%s:%d: %w; make this shard again", path, line, err)
	}
	return f, nil
}

// unedited checks that the figures are those that were measured. It comes last:
// whatever else is wrong with the file says more.
func (f *shardFile) unedited() error {
	var again bytes.Buffer
	fresh := shardFile{shardHead: f.shardHead, set: f.set}
	fresh.sum = ""
	if err := fresh.write(&again); err != nil {
		return err
	}
	if fresh.sum != f.sum {
		return fmt.Errorf("%s: is not as it was measured: its sha256 is not that of its figures; make this shard again", f.path)
	}
	return nil
}

func (f *shardFile) readHead(r *benchfmt.Result) (err error) {
	for _, key := range []string{"shard", "cells", "commit", "sha256", results.ModelKey} {
		value := r.GetConfig(key)
		switch {
		case value == "":
			return fmt.Errorf("has no key %s: at its top, so it is not of make bench SHARD=…; remove it", key)
		case key == "shard":
			f.shard, err = parseShard(value)
		case key == "cells":
			f.cells, err = strconv.Atoi(value)
		case key == "commit":
			f.commit = value
		case key == "sha256":
			f.sum = value
		case key == results.ModelKey:
			f.model = value
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w; make this shard again", key, value, err)
		}
	}
	if f.shard.n > f.cells {
		return fmt.Errorf("shard: %s of cells: %d would have empty parts; make this shard again", f.shard, f.cells)
	}
	return nil
}

// holds checks the cells against the shard's share of the matrix.
func (f *shardFile) holds(matrix []cell) error {
	if f.cells != len(matrix) {
		return fmt.Errorf("%s: cells: %d, but the matrix has %d here; make all shards of this commit", f.path, f.cells, len(matrix))
	}
	share, seen := f.shard.of(matrix), map[string]bool{}
	for i, r := range f.set.Results {
		name := "Benchmark" + r.Name.String()
		switch {
		case seen[name]:
			return fmt.Errorf("%s:%d: cell %s is there twice; make this shard again", f.path, f.lines[i], name)
		case i == len(share):
			return fmt.Errorf("%s:%d: has more cells than the %d of shard %s; make this shard again", f.path, f.lines[i], len(share), f.shard)
		case name != string(share[i]):
			return fmt.Errorf("%s:%d: cell %s stands where the matrix has %s here; make all shards of this commit", f.path, f.lines[i], name, share[i])
		}
		seen[name] = true
	}
	if got := len(f.set.Results); got < len(share) {
		return fmt.Errorf("%s: has %d of the %d cells of shard %s: it was cut short; make this shard again", f.path, got, len(share), f.shard)
	}
	return nil
}

// agrees checks that two shards are of one whole.
func (f *shardFile) agrees(g *shardFile) error {
	for _, key := range []struct{ name, got, want string }{
		{"parts", strconv.Itoa(f.shard.n), strconv.Itoa(g.shard.n)},
		{"cells", strconv.Itoa(f.cells), strconv.Itoa(g.cells)},
		{"commit", f.commit, g.commit},
		{results.ModelKey, f.model, g.model},
	} {
		if key.got == key.want {
			continue
		}
		remedy := "keep those of one whole and remove the others"
		if key.name == "commit" && strings.TrimSuffix(key.got, dirty) == strings.TrimSuffix(key.want, dirty) {
			remedy = "commit what was changed and make both again"
		}
		return fmt.Errorf("%s has %s: %s, %s has %s; %s", f.path, key.name, key.got, g.path, key.want, remedy)
	}
	return nil
}
