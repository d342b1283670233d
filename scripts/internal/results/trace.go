package results

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

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
	return t.add(path, keysOf(n))
}

func keysOf(n cell.Name) (values []string) {
	for _, key := range traceKeys {
		values = append(values, n.Get(key))
	}
	return values
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
			if slices.Equal(row[:len(traceKeys)], keysOf(n)) {
				if err := out.Write(row); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// Request is a row, with times in seconds since the copy began: bench.TraceColumns says
// what they are.
type Request struct {
	Operation, Object                  string
	Conn                               int
	Start, Connected, Sent, First, End float64
}

var requestColumns = slices.Concat(traceKeys, []string{"operation", "object", "conn", "bytes", "start-ns", "conn-ns", "sent-ns", "first-ns", "end-ns"})

// Requests are those of a cell, where one file was added: errors begin with its line.
func (t *Trace) Requests(n cell.Name) (all []Request, err error) {
	if !slices.Equal(t.columns, requestColumns) {
		return nil, fmt.Errorf("1: columns %q; want %q", t.columns, requestColumns)
	}
	for i, row := range t.rows {
		if !slices.Equal(row[:len(traceKeys)], keysOf(n)) {
			continue
		}
		number := func(column int) float64 {
			v, e := strconv.ParseInt(row[column], 10, 64)
			if v < 0 {
				e = fmt.Errorf("%s is %d: a request that was not ended", requestColumns[column], v)
			}
			if e != nil && err == nil {
				err = fmt.Errorf("%d: %w", i+2, e)
			}
			return float64(v)
		}
		sec := func(column int) float64 { return number(column) / 1e9 }
		all = append(all, Request{row[4], row[5], int(number(6)), sec(8), sec(9), sec(10), sec(11), sec(12)})
	}
	return all, err
}
