// Package tables lays out what people read: one page of text for each benchmark and
// uploader, for each range over scenarios, and for what is derived from several
// results files. What stands on them besides figures is in pages.tmpl.
package tables

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"text/template"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// Folder is the folder of the pages in a results folder.
const Folder = "tables"

// A Page is one file of tables.
type Page struct {
	File string // relative to the results
	text []byte
}

// Write writes the page's text.
func (p Page) Write(w io.Writer) error {
	_, err := w.Write(p.text)
	return err
}

//go:embed *.tmpl
var layoutText embed.FS

var layouts = template.Must(template.New("pages").Funcs(template.FuncMap{"join": strings.Join}).ParseFS(layoutText, "*.tmpl"))

// newPage fills a layout in. Its tabs become columns, aligned for a fixed-width font.
func newPage(file, layout string, align uint, data map[string]any) (Page, error) {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', align)
	err := errors.Join(layouts.ExecuteTemplate(w, layout, data), w.Flush())
	return Page{filepath.Join(Folder, file), text.Bytes()}, err
}

// Of makes the pages of one definition's figures, or of a part of them, whose raw file is
// in the folder.
func Of(d results.Definition, s *results.Set, folder string) ([]Page, error) {
	benchstat := benchstatOf(d, s.Names(), path.Join(folder, d.Raw()))
	switch {
	case len(s.Failed) > 0: // a range, and an outcome, need every cell
		return uploaderPages(d, s, benchstat)
	case d.Scenarios:
		p, err := scenarioPage(d, s, benchstat)
		return []Page{p}, err
	case d.Outcomes:
		return outcomePages(d, s, benchstat)
	case d.Costs:
		p, err := faultCostPage(d, s, benchstat)
		return []Page{p}, err
	}
	return uploaderPages(d, s, benchstat)
}

// All makes the pages of committed figures, those of make figures among them, reading
// everything before it makes the first.
func All(dir string, of ...results.Definition) ([]Page, error) {
	var names []string
	for _, d := range of {
		names = append(names, d.Name)
	}
	figures, err := derived.Load(dir, names...)
	if err != nil {
		return nil, err
	}
	var all []Page
	for i, d := range of {
		pages, err := Of(d, &figures.Files[i].Set, "results")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", figures.Files[i].Path, err)
		}
		all = append(all, pages...)
	}
	serial, serialErr := serialPage(figures)
	cost, costErr := costPage(figures)
	return append(all, serial, cost), cmp.Or(serialErr, costErr)
}

// uploaderPages has a page for each benchmark and uploader: a table a metric, and under
// them what the figures alone do not tell.
func uploaderPages(d results.Definition, s *results.Set, benchstat string) ([]Page, error) {
	var files []string
	parts := map[string]*results.Set{}
	for _, r := range s.Results {
		n := results.NameOf(r)
		file := strings.ToLower(n.Benchmark()) + "-" + n.Get("uploader") + ".txt"
		if parts[file] == nil {
			files, parts[file] = append(files, file), &results.Set{}
		}
		parts[file].Results = append(parts[file].Results, r)
	}
	var pages []Page
	for _, file := range files {
		part := parts[file]
		cells := part.Names()
		metrics, err := project(part.Results, append([]string{"reader"}, cell.Varying(cells, "reader", d.Column)...), d.Column)
		if err != nil {
			return nil, err
		}
		page, err := newPage(file, "uploader", tabwriter.AlignRight, map[string]any{
			"Title":  title(part, d.Column),
			"Grids":  withFloor(metrics),
			"Wrong":  wrongCopies(part),
			"Failed": failures(part, s.Failed),
			"Errors": readErrors(part),
			"Gap":    slices.ContainsFunc(metrics, grid.gap),
			"Absent": absent(s.Names(), cells),
			"Locks":  locksOf(cells),

			"Benchstat": benchstat,
		})
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// withFloor puts the times as multiples of the floor's below the times.
func withFloor(metrics []grid) []grid {
	if i := slices.IndexFunc(metrics, func(g grid) bool { return g.Unit == cell.Time }); i >= 0 {
		if over, ok := metrics[i].over(rows.Floor); ok {
			return slices.Insert(metrics, i+1, over)
		}
	}
	return metrics
}

// title says what all cells below have in common.
func title(s *results.Set, column string) string {
	cells := s.Names()
	words := []string{cells[0].Benchmark() + ":"}
	for _, key := range cells[0].Keys() {
		if value := cell.Common(cells, key); value != "" && key != "reader" && key != column {
			words = append(words, key+"="+value)
		}
	}
	for _, key := range []string{cell.Model, cell.Blob} {
		if value := s.Results[0].GetConfig(key); value != "" {
			words = append(words, key+"="+value)
		}
	}
	return strings.Join(words, " ")
}

// absent are the readers that the benchmark has with another uploader only.
func absent(all, cells []cell.Name) []string {
	others := slices.DeleteFunc(slices.Clone(all), func(n cell.Name) bool { return n.Benchmark() != cells[0].Benchmark() })
	here := cell.Distinct(cells, "reader")
	return slices.DeleteFunc(cell.Distinct(others, "reader"), func(reader string) bool { return slices.Contains(here, reader) })
}
