package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/results"
)

// set is a benchmark whose whole matrix is committed.
type set struct {
	name     string // of its files: <name>.bench, tables/<name>….txt
	of       string // the benchmark: of BenchmarkUpload, Upload
	column   string // the key whose values make the columns of its tables
	traced   bool   // every request of its cells is kept as well
	tabulate func(context.Context, set, []cell, *results.Set) ([]table, error)
}

// table is one file of tables.
type table interface {
	file() string // relative to the results
	write(io.Writer) error
}

// uploadSet is the default matrix, which may be had in part and in shards. The
// others are run as a whole, by a command of their name.
var (
	uploadSet = set{name: "upload", of: "Upload", column: "size", tabulate: makeTables}
	imageSet  = set{name: "image", of: "Image", column: "size", tabulate: makeTables} // never committed
	otherSets = []set{
		{name: "size", of: "Size", column: "size", tabulate: makeTables},
		{name: "workers", of: "Workers", column: "workers", tabulate: makeTables},
		{name: "scaling", of: "Scaling", column: "workers", tabulate: makeRangeTable},
		{name: "part", of: "Part", column: "part", tabulate: makeTables},
		{name: "layers", of: "Layers", column: "layers", tabulate: makeTables},
		{name: "profile", of: "Profile", column: "profile", tabulate: makeTables},
		{name: "memory", of: "Memory", column: "memory", tabulate: makeTables},
		{name: "range", of: "Range", column: "size", tabulate: makeRangeTable},
		{name: "lock", of: "Lock", column: "size", tabulate: makeTables},
		{name: "ahead", of: "Ahead", column: "size", tabulate: makeTables},
		{name: "model", of: "Model", column: "size", tabulate: makeTables},
		{name: "waterfall", of: "Waterfall", column: "size", traced: true, tabulate: makeTables},
	}
)

// otherSet finds the set that a command runs.
func otherSet(command string) (set, bool) {
	i := slices.IndexFunc(otherSets, func(s set) bool { return s.name == command })
	if i < 0 {
		return set{}, false
	}
	return otherSets[i], true
}

// virtualSets are all whose figures are committed.
func virtualSets() []set { return append([]set{uploadSet}, otherSets...) }

// setOf finds the set that has the cell.
func setOf(c cell) (set, bool) {
	for _, s := range virtualSets() {
		if s.of == c.benchmark() {
			return s, true
		}
	}
	return set{}, false
}

// benchmarkNames are the benchmarks of all virtual sets.
func benchmarkNames() string {
	var names []string
	for _, s := range virtualSets() {
		names = append(names, s.of)
	}
	return strings.Join(names, ", ")
}

// setNames are the commands that run a set.
func setNames() string {
	var names []string
	for _, s := range otherSets {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}

// pattern matches the whole of it.
func (s set) pattern() string { return "^Benchmark" + s.of + "$" }

// raw is the file of the figures that the tables are made from.
func (s set) raw() string { return s.name + ".bench" }

// printTables shows what the files have, and where they are.
func printTables(w io.Writer, tables []table, cells []cell, o options) error {
	for _, t := range tables {
		if err := t.write(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	raw := filepath.Join(o.dir(), o.set.raw())
	_, err := fmt.Fprintf(w, "tables: %s\nraw output: %s\n", filepath.Join(o.dir(), tablesName)+string(filepath.Separator), raw)
	if err != nil {
		return err
	}
	rows := append([]string{"/" + o.set.column}, varying(cells, "/", "uploader", o.set.column)...)
	_, err = fmt.Fprintf(w, "to compare with the first reader: go tool benchstat -table /uploader -ignore %s,%s -row %s -col /reader %s\n",
		results.ModelKey, results.BlobKey, strings.Join(rows, ","), raw)
	return err
}
