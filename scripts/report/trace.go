package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"readeratbench/internal/cell"
)

// request is a row of waterfall.csv; times are virtual seconds since the copy
// began. bench.TraceColumns says what they are.
type request struct {
	operation, object                  string
	conn                               int
	start, connected, sent, first, end float64
}

func (r request) get() bool { return r.operation == "GET" && r.object == "source" }
func (r request) put() bool { return r.operation == "PUT" }

var traceColumns = []string{"uploader", "reader", "size", "profile",
	"operation", "object", "conn", "bytes", "start-ns", "conn-ns", "sent-ns", "first-ns", "end-ns"}

// readTrace returns the requests of each reader's copy. It checks them against
// waterfall.bench: a file that was cut short, or is of another run, has other
// numbers of requests.
func readTrace(dir string, f *facts) (map[string][]request, error) {
	path := filepath.Join(dir, "waterfall.csv")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there; make waterfall makes it", path)
	}
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w; make waterfall makes it anew", path, err)
	}
	all := map[string][]request{}
	for i, line := range lines {
		if i == 0 && slices.Equal(line, traceColumns) {
			continue
		}
		if i == 0 {
			return nil, fmt.Errorf("%s:1: columns %q; want %q; make waterfall makes it anew", path, line, traceColumns)
		}
		r, err := parseRequest(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w; make waterfall makes it anew", path, i+1, err)
		}
		all[line[1]] = append(all[line[1]], r)
	}
	return all, agrees(path, all, f)
}

func parseRequest(line []string) (request, error) {
	var n [7]int64 // the columns from conn on
	for i := range n {
		var err error
		if n[i], err = strconv.ParseInt(line[6+i], 10, 64); err != nil {
			return request{}, err
		}
		if n[i] < 0 {
			return request{}, fmt.Errorf("%s is %d: a request that was not ended", traceColumns[6+i], n[i])
		}
	}
	sec := func(i int) float64 { return float64(n[i]) / 1e9 }
	return request{line[4], line[5], int(n[0]), sec(2), sec(3), sec(4), sec(5), sec(6)}, nil
}

// agrees checks the requests against what the copies counted.
func agrees(path string, all map[string][]request, f *facts) error {
	for _, reader := range f.Values("Waterfall", "reader") {
		gets, completed := 0, 0.0
		for _, r := range all[reader] {
			if r.get() {
				gets++
			}
			if r.operation == "POST" {
				completed = r.end // the last one ends the upload
			}
		}
		wantGets, took := f.Value(waterfallCell(reader), cell.GETs), f.timeOf(waterfallCell(reader))
		if f.err != nil {
			return f.err
		}
		if float64(gets) != wantGets || math.Abs(completed-took) > 0.001*took {
			return fmt.Errorf("%s: %d GETs and %.4g s of reader=%s, but waterfall.bench has %v and %.4g: it was cut short, or is of another run; make waterfall makes both anew",
				path, gets, completed, reader, wantGets, took)
		}
	}
	return nil
}

func waterfallCell(reader string) cell.Name { return copied("Waterfall", "manager", reader, "64MiB") }
