package results

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"

	"readeratbench/internal/cell"
)

// traceKeys are the columns that tell of which cell a request is.
var traceKeys = []string{"uploader", "reader", "size", "profile"}

// Trace is every request of some cells, as comma-separated values.
type Trace struct {
	columns []string
	rows    [][]string // with the columns of traceKeys first
}

// Empty tells that no cell was traced.
func (t *Trace) Empty() bool { return len(t.rows) == 0 }

// AddCell adds what a cell wrote: the columns, and at least one request.
func (t *Trace) AddCell(n cell.Name, path string) error {
	var of []string
	for _, key := range traceKeys {
		of = append(of, n.Get(key))
	}
	return t.add(path, of)
}

// AddFile adds what Write wrote.
func (t *Trace) AddFile(path string) error { return t.add(path, nil) }

func (t *Trace) add(path string, of []string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) < 2 {
		return fmt.Errorf("%s: %d rows; want one of columns and at least one of a request", path, len(rows))
	}
	if of != nil {
		rows[0] = slices.Concat(traceKeys, rows[0])
	}
	if t.columns == nil {
		t.columns = rows[0]
	}
	if !slices.Equal(t.columns, rows[0]) {
		return fmt.Errorf("%s: columns %q; others have %q", path, rows[0], t.columns)
	}
	for _, row := range rows[1:] {
		t.rows = append(t.rows, slices.Concat(of, row))
	}
	return nil
}

// Write writes the requests cell by cell, in the order of the cells.
func (t *Trace) Write(w io.Writer, cells []cell.Name) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.columns); err != nil {
		return err
	}
	for _, n := range cells {
		for _, row := range t.rows {
			if slices.Equal(row[:len(traceKeys)], []string{n.Get("uploader"), n.Get("reader"), n.Get("size"), n.Get("profile")}) {
				if err := out.Write(row); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}
