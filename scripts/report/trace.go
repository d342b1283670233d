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

func parseRequest(line []string) (r request, err error) {
	r = request{operation: line[4], object: line[5]}
	if r.conn, err = strconv.Atoi(line[6]); err != nil {
		return r, err
	}
	for i, at := range []*float64{&r.start, &r.connected, &r.sent, &r.first, &r.end} {
		ns, err := strconv.ParseInt(line[8+i], 10, 64)
		if err != nil {
			return r, err
		}
		if ns < 0 {
			return r, fmt.Errorf("%s is %d: a request that was not ended", traceColumns[8+i], ns)
		}
		*at = float64(ns) / 1e9
	}
	return r, nil
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
		wantGets, err := f.Value(waterfallCell(reader), cell.GETs)
		if err != nil {
			return err
		}
		took, err := f.timeOf(waterfallCell(reader))
		if err != nil {
			return err
		}
		if float64(gets) != wantGets || math.Abs(completed-took) > 0.001*took {
			return fmt.Errorf("%s: %d GETs and %.4g s of reader=%s, but waterfall.bench has %v and %.4g: it was cut short, or is of another run; make waterfall makes both anew",
				path, gets, completed, reader, wantGets, took)
		}
	}
	return nil
}

func waterfallCell(reader string) cell.Name { return copied("Waterfall", "manager", reader, "64MiB") }
