package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// uploaderTables is all there is to say about one uploader: a table a metric,
// and under them what the figures alone do not tell.
type uploaderTables struct {
	set                 set
	benchmark, uploader string

	cells   []cell
	results []*benchfmt.Result
	metrics []grid
	absent  []string // readers that are measured with another uploader only
}

// makeTables groups the results by uploader and has benchstat tabulate them.
func makeTables(ctx context.Context, s set, cells []cell, figures *results.Set) ([]table, error) {
	var raw bytes.Buffer
	if err := figures.Write(&raw); err != nil {
		return nil, err
	}
	var tables []*uploaderTables
	var files []table
	for i, c := range cells {
		t := findTables(tables, c)
		if t == nil {
			t = &uploaderTables{set: s, benchmark: c.benchmark(), uploader: c.get("uploader")}
			tables, files = append(tables, t), append(files, t)
		}
		t.cells = append(t.cells, c)
		t.results = append(t.results, figures.Results[i])
	}
	for _, t := range tables {
		out, err := benchstat(ctx, raw.Bytes(), t.projection()...)
		if err != nil {
			return nil, fmt.Errorf("benchstat cannot tabulate uploader %s: %w", t.uploader, err)
		}
		if t.metrics, err = parseGrids(out); err != nil {
			return nil, fmt.Errorf("benchstat's table of uploader %s: %w", t.uploader, err)
		}
		t.nameKeys()
		t.addFloor()
		for _, c := range cells {
			if r := c.get("reader"); c.benchmark() == t.benchmark && !slices.Contains(append(readers(t.cells), t.absent...), r) {
				t.absent = append(t.absent, r)
			}
		}
	}
	return files, nil
}

// nameKeys says in the rows what their values are of: benchstat gives values
// alone, which for a reader is enough.
func (t *uploaderTables) nameKeys() {
	keys := varying(t.cells, "", t.set.column)
	for _, g := range t.metrics {
		if t.set.column != "size" && t.set.column != "profile" { // a bare number says nothing
			for i := range g.columns {
				g.columns[i] = t.set.column + "=" + g.columns[i]
			}
		}
		for i, row := range g.rows {
			values := strings.Fields(row.label)
			if len(values) != 1+len(keys) {
				continue
			}
			for j, key := range keys {
				values[1+j] = key + "=" + values[1+j]
			}
			g.rows[i].label = strings.Join(values, " ")
		}
	}
}

// floorReader is the reference that every other reader's time is divided by.
const floorReader = "floor"

// addFloor puts the times as multiples of the floor's below the times.
func (t *uploaderTables) addFloor() {
	for i, g := range t.metrics {
		if g.unit != "vsec/op" {
			continue
		}
		if over, ok := g.over(floorReader); ok {
			t.metrics = slices.Insert(t.metrics, i+1, over)
		}
		return
	}
}

func findTables(tables []*uploaderTables, c cell) *uploaderTables {
	for _, t := range tables {
		if t.benchmark == c.benchmark() && t.uploader == c.get("uploader") {
			return t
		}
	}
	return nil
}

// file is where the tables stand, relative to the results.
func (t *uploaderTables) file() string {
	return filepath.Join(tablesName, strings.ToLower(t.benchmark)+"-"+t.uploader+".txt")
}

// projection tells benchstat which results make rows, one a reader and what else
// varies, and columns, one a size or whatever is swept: there are more readers than
// fit side by side.
// An empty -table keeps file keys from splitting tables; keys without a sort order
// come in the order of the file, which is the order of the listing.
func (t *uploaderTables) projection() []string {
	return []string{
		"-filter", fmt.Sprintf(".name:%q /uploader:%q -.unit:%q", t.benchmark, t.uploader, results.WrongBytes),
		"-table", "",
		"-row", "/reader " + strings.Join(varying(t.cells, "/", t.set.column), " "),
		"-col", "/" + t.set.column,
	}
}

// varying are the keys, beside reader and those given, that tell cells apart.
// Without them in the row, benchstat would take two cells for
// repetitions of one.
func varying(cells []cell, prefix string, but ...string) []string {
	var keys []string
	for _, key := range cells[0].keys() {
		if key == "reader" || slices.Contains(but, key) || common(cells, key) != "" {
			continue
		}
		keys = append(keys, prefix+key)
	}
	return keys
}

// common is the value that all cells have for key, or "" if they differ.
func common(cells []cell, key string) string {
	if v := values(cells, key); len(v) == 1 {
		return v[0]
	}
	return ""
}

// benchstat runs the version pinned in go.mod. CSV, because its text has two
// more columns beside each (a range and a comparison with the first one), which
// mean nothing between sizes.
func benchstat(ctx context.Context, raw []byte, args ...string) (string, error) {
	args = append([]string{"tool", "benchstat", "-format", "csv"}, args...)
	cmd := exec.CommandContext(ctx, "go", append(args, "-")...)
	killGroup(cmd)
	cmd.Stdin = bytes.NewReader(raw)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	complaint := complaints(stderr.String())
	if err == nil && (complaint != "" || stdout.Len() == 0) {
		err = errors.New("no table without complaints") // it exits with 0 even then
	}
	if err != nil {
		return "", withOutput(err, "", complaint)
	}
	return stdout.String(), nil
}

// haveBenchstat asks, before anything is measured for it, whether there is one.
func haveBenchstat(ctx context.Context) error {
	if _, err := goCommand(ctx, "", "tool", "-n", "benchstat"); err != nil {
		return fmt.Errorf("no benchstat to make tables with; run this inside the repository: %w", err)
	}
	return nil
}

// complaints leaves out what benchstat says about its geomean row, which is
// not shown: a mean over whichever sizes were chosen, impossible where a
// reader needs no GET.
func complaints(stderr string) string {
	var kept []string
	for line := range strings.Lines(stderr) {
		if !strings.Contains(line, "geomean") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// parseGrids reads benchstat's CSV: tables apart by blank lines.
func parseGrids(out string) ([]grid, error) {
	var grids []grid
	for chunk := range strings.SplitSeq(strings.TrimSpace(out), "\n\n") {
		r := csv.NewReader(strings.NewReader(chunk))
		r.FieldsPerRecord = -1 // columns at the end may be missing
		records, err := r.ReadAll()
		if err != nil {
			return nil, err
		}
		g, err := newGrid(records)
		if err != nil {
			return nil, err
		}
		grids = append(grids, g)
	}
	return grids, nil
}
