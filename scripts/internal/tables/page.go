// Package tables lays out what people read: one page of text for each benchmark and
// uploader, for each range over scenarios, and for what is derived from several
// results files.
package tables

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/results"
)

// Folder is the folder of the pages in a results folder.
const Folder = "tables"

// A Page is one file of tables.
type Page struct {
	File  string // relative to the results
	Write func(io.Writer) error
}

// Of makes the pages of one definition's figures, or of a part of them.
func Of(d results.Definition, s *results.Set) ([]Page, error) {
	if d.Scenarios {
		return scenarioPage(d, s)
	}
	return uploaderPages(d, s)
}

// All makes the pages of all committed figures, reading everything before it makes the
// first.
func All(dir string) ([]Page, error) {
	var names []string
	for _, d := range results.Definitions {
		names = append(names, d.Name)
	}
	figures, err := results.Load(dir, names...)
	if err != nil {
		return nil, err
	}
	var all []Page
	for i, d := range results.Definitions {
		pages, err := Of(d, &figures.Files[i].Set)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", figures.Files[i].Path, err)
		}
		all = append(all, pages...)
	}
	for _, page := range []func(*results.Figures) (Page, error){serialPage, costPage} {
		p, err := page(figures)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// uploaderTables is all there is to say about one benchmark and uploader: a table a
// metric, and under them what the figures alone do not tell.
type uploaderTables struct {
	column  string
	cells   []cell.Name
	results []*benchfmt.Result
	metrics []grid
	absent  []string // readers that are measured with another uploader only
}

func uploaderPages(d results.Definition, s *results.Set) ([]Page, error) {
	var all []*uploaderTables
	for _, r := range s.Results {
		t := tablesOf(&all, results.NameOf(r), d.Column)
		t.cells, t.results = append(t.cells, results.NameOf(r)), append(t.results, r)
	}
	var pages []Page
	for _, t := range all {
		var err error
		if t.metrics, err = project(t.results, append([]string{"reader"}, cell.Varying(t.cells, "reader", t.column)...), t.column); err != nil {
			return nil, err
		}
		t.addFloor()
		for _, n := range s.Names() {
			if n.Benchmark() == t.cells[0].Benchmark() && !slices.Contains(cell.Distinct(t.cells, "reader"), n.Get("reader")) {
				t.absent = appendNew(t.absent, n.Get("reader"))
			}
		}
		file := strings.ToLower(t.cells[0].Benchmark()) + "-" + t.cells[0].Get("uploader") + ".txt"
		pages = append(pages, Page{filepath.Join(Folder, file), t.write})
	}
	return pages, nil
}

// tablesOf finds the tables that the cell belongs to, or adds them.
func tablesOf(all *[]*uploaderTables, n cell.Name, column string) *uploaderTables {
	for _, t := range *all {
		if t.cells[0].Benchmark() == n.Benchmark() && t.cells[0].Get("uploader") == n.Get("uploader") {
			return t
		}
	}
	t := &uploaderTables{column: column}
	*all = append(*all, t)
	return t
}

// addFloor puts the times as multiples of the floor's below the times.
func (t *uploaderTables) addFloor() {
	i := slices.IndexFunc(t.metrics, func(g grid) bool { return g.unit == cell.Time })
	if i < 0 {
		return
	}
	if over, ok := t.metrics[i].over(rows.Floor); ok {
		t.metrics = slices.Insert(t.metrics, i+1, over)
	}
}

// write writes the uploader's tables and, below them, what to know about them.
func (t *uploaderTables) write(w io.Writer) error {
	return writePage(w, t.title(), t.metrics, t.notes())
}

// writePage writes grids between a title and notes, apart by blank lines.
func writePage(w io.Writer, title string, grids []grid, notes []string) error {
	if _, err := fmt.Fprintln(w, title); err != nil {
		return err
	}
	for _, g := range grids {
		fmt.Fprintln(w)
		if err := g.write(w); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(notes, "\n"))
	return err
}

// title says what all cells below have in common.
func (t *uploaderTables) title() string {
	words := []string{t.cells[0].Benchmark() + ":"}
	for _, key := range t.cells[0].Keys() {
		if value := cell.Common(t.cells, key); value != "" && key != "reader" && key != t.column {
			words = append(words, key+"="+value)
		}
	}
	for _, key := range []string{cell.Model, cell.Blob} {
		if value := t.results[0].GetConfig(key); value != "" {
			words = append(words, key+"="+value)
		}
	}
	return strings.Join(words, " ")
}

func appendNew[T comparable](all []T, one T) []T {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}
