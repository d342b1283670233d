package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// set is a benchmark whose whole matrix is committed.
type set struct {
	name     string // of its files: <name>.bench, tables/<name>….txt
	pattern  string // matches the whole of it
	tabulate func(context.Context, []cell, *resultSet) ([]table, error)
}

// table is one file of tables.
type table interface {
	file() string // relative to the results
	write(io.Writer) error
}

// uploadSet is the default matrix, which may be had in part and in shards. The
// others are run as a whole, by a command of their name.
var (
	uploadSet = set{"upload", "^BenchmarkUpload$", makeTables}
	otherSets = []set{
		{"range", "^BenchmarkRange$", makeRangeTable},
		{"lock", "^BenchmarkLock$", makeTables},
		{"ahead", "^BenchmarkAhead$", makeTables},
		{"model", "^BenchmarkModel$", makeTables},
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
	rows := append([]string{"/size"}, varying(cells, "/", "uploader")...)
	_, err = fmt.Fprintf(w, "to compare with the first reader: go tool benchstat -table /uploader -ignore %s,%s -row %s -col /reader %s\n",
		modelKey, blobKey, strings.Join(rows, ","), raw)
	return err
}
