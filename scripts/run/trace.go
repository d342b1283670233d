package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// traceKeys are the columns that tell of which cell a request is.
var traceKeys = []string{"uploader", "reader", "size", "profile"}

// traceFile is every request of some cells, as comma-separated values.
type traceFile struct {
	name string
	rows [][]string
}

var _ table = (*traceFile)(nil)

func (t *traceFile) file() string { return t.name }

func (t *traceFile) write(w io.Writer) error { return csv.NewWriter(w).WriteAll(t.rows) }

// traces gives each job of a set that is traced a file for its requests.
type traces struct {
	o    options
	dir  string
	jobs []job
}

// prepare tells the jobs where to write.
func (t traces) prepare() {
	for i, j := range t.jobs {
		if t.o.traced(j.cell) {
			t.jobs[i].env = append(j.env, traceEnv+t.path(i))
		}
	}
}

// traced tells whether the cell's requests are kept: where its set is asked for, not
// merely a cell of it.
func (o options) traced(c cell) bool {
	s, ok := setOf(c)
	return ok && s.traced && (s.name == o.set.name || o.command == diffCommand)
}

func (t traces) path(i int) string { return filepath.Join(t.dir, "trace-"+strconv.Itoa(i)) }

// collect is one file of each set that is traced.
func (t traces) collect() ([]table, error) {
	var files []table
	bySet := map[string]*traceFile{}
	for i, j := range t.jobs {
		if !t.o.traced(j.cell) {
			continue
		}
		s, _ := setOf(j.cell)
		f := bySet[s.name]
		if f == nil {
			f = &traceFile{name: s.name + ".csv"}
			bySet[s.name], files = f, append(files, f)
		}
		if err := f.add(j.cell, t.path(i)); err != nil {
			return nil, fmt.Errorf("cell %s: its requests: %w", j.cell, err)
		}
	}
	return files, nil
}

// add adds the requests of one cell; the first row of its file has the columns.
func (t *traceFile) add(c cell, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) < 2 {
		return fmt.Errorf("%d rows; want one of columns and at least one of a request", len(rows))
	}
	if len(t.rows) == 0 {
		t.rows = [][]string{slices.Concat(traceKeys, rows[0])}
	}
	var of []string
	for _, key := range traceKeys {
		of = append(of, c.get(key))
	}
	for _, row := range rows[1:] {
		t.rows = append(t.rows, slices.Concat(of, row))
	}
	return nil
}
