package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/results"
)

// rangeTable is how far the figures, and what is concluded from them, move with
// the scenario.
type rangeTable struct {
	set    set
	cells  []cell
	model  string
	groups []*rangeGroup
}

var _ table = (*rangeTable)(nil)

func makeRangeTable(_ context.Context, s set, cells []cell, figures *results.Set) ([]table, error) {
	t := &rangeTable{set: s, cells: cells, model: figures.Results[0].GetConfig(results.ModelKey)}
	for i, c := range cells {
		if err := t.group(c).add(c, figures.Results[i]); err != nil {
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

func (t *rangeTable) file() string { return filepath.Join(tablesName, t.set.name+".txt") }

// group is where the cell belongs.
func (t *rangeTable) group(c cell) *rangeGroup {
	for _, g := range t.groups {
		if g.has(c) {
			return g
		}
	}
	g := newRangeGroup(c)
	t.groups = append(t.groups, g)
	return g
}

// write writes what was varied, the tables of every group, and what to know
// about them.
func (t *rangeTable) write(w io.Writer) error {
	_, err := fmt.Fprintln(w, t.title())
	for _, g := range t.groups {
		fmt.Fprintf(w, "\n%s; scenarios: %d\n", g.title(), len(g.scenarios()))
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
	return fmt.Sprintf("%s: ttfb=%s (factors) profile=%s model=%s\nnominal is profile=%s ttfb=%s; lowest and highest are of all scenarios, ratios are taken within one",
		t.cells[0].benchmark(), strings.Join(values(t.cells, "ttfb"), ","), strings.Join(profiles, ", "), t.model, nominalProfile, nominalTTFB)
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
