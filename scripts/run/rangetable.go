package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// rangeTable is how far the figures, and what is concluded from them, move with
// the scenario.
type rangeTable struct {
	cells  []cell
	model  string
	groups []*rangeGroup
}

var _ table = (*rangeTable)(nil)

func makeRangeTable(_ context.Context, cells []cell, set *resultSet) ([]table, error) {
	t := &rangeTable{cells: cells, model: set.results[0].GetConfig(modelKey)}
	for i, c := range cells {
		if err := t.group(c).add(c, set.results[i]); err != nil {
			return nil, err
		}
	}
	for _, g := range t.groups {
		if err := g.complete(); err != nil {
			return nil, err
		}
	}
	return []table{t}, nil
}

func (t *rangeTable) file() string { return filepath.Join(tablesName, "range.txt") }

// group is where the cell belongs.
func (t *rangeTable) group(c cell) *rangeGroup {
	for _, g := range t.groups {
		if g.uploader == c.get("uploader") && g.size == c.get("size") {
			return g
		}
	}
	g := newRangeGroup(c.get("uploader"), c.get("size"))
	t.groups = append(t.groups, g)
	return g
}

// write writes what was varied, the tables of every group, and what to know
// about them.
func (t *rangeTable) write(w io.Writer) error {
	_, err := fmt.Fprintln(w, t.title())
	for _, g := range t.groups {
		fmt.Fprintf(w, "\nuploader=%s size=%s; scenarios: %d\n", g.uploader, g.size, len(g.scenarios()))
		for _, grid := range []grid{g.seconds(), g.ratios()} {
			if len(grid.rows) == 0 {
				continue
			}
			fmt.Fprintln(w)
			if err := grid.write(w); err != nil {
				return err
			}
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(w, "\n%s\n", strings.Join(t.notes(), "\n"))
	}
	return err
}

// title says what was varied, by the cells' names.
func (t *rangeTable) title() string {
	var profiles []string
	for _, profile := range values(t.cells, "profile") {
		of := slices.DeleteFunc(slices.Clone(t.cells), func(c cell) bool { return c.get("profile") != profile })
		profiles = append(profiles, fmt.Sprintf("%s (seeds: %d)", profile, len(values(of, "seed"))))
	}
	return fmt.Sprintf("Range: ttfb=%s (factors) profile=%s model=%s\nnominal is profile=%s ttfb=%s; lowest and highest are of all scenarios, ratios are taken within one",
		strings.Join(values(t.cells, "ttfb"), ","), strings.Join(profiles, ", "), t.model, nominalProfile, nominalTTFB)
}

func (t *rangeTable) notes() []string {
	var notes []string
	for _, g := range t.groups {
		notes = append(notes, g.wrong()...)
	}
	if len(notes) == 0 {
		notes = append(notes, allRight)
	}
	for _, g := range t.groups {
		notes = append(notes, g.moving()...)
	}
	return append(notes, lockNotes(t.cells)...)
}
