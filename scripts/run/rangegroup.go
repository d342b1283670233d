package main

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// A range cell is measured in the scenario that these keys tell. What is
// compared is of the same scenario.
var scenarioKeys = []string{"profile", "ttfb", "seed"}

// The scenario of the committed upload figures.
const (
	nominalProfile = "s3-standard"
	nominalTTFB    = "1.0"
)

const exampleRangeCell = "BenchmarkRange/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard/ttfb=1.0/seed=0"

// rangeGroup is one uploader and size, and one number of workers where that is
// varied as well.
type rangeGroup struct {
	uploader, size, workers string

	cells   []cell
	results map[string]*benchfmt.Result // by reader and scenario
}

func newRangeGroup(of cell) *rangeGroup {
	return &rangeGroup{
		uploader: of.get("uploader"), size: of.get("size"), workers: of.get("workers"),
		results: map[string]*benchfmt.Result{},
	}
}

func (g *rangeGroup) has(c cell) bool {
	return g.uploader == c.get("uploader") && g.size == c.get("size") && g.workers == c.get("workers")
}

// title is what its cells have in common.
func (g *rangeGroup) title() string {
	title := "uploader=" + g.uploader + " size=" + g.size
	if g.workers != "" {
		title += " workers=" + g.workers
	}
	return title
}

// scenario is what cells that may be compared have in common.
func (c cell) scenario() string {
	var elems []string
	for _, key := range scenarioKeys {
		elems = append(elems, key+"="+c.get(key))
	}
	return strings.Join(elems, "/")
}

func (c cell) nominal() bool {
	return c.get("profile") == nominalProfile && c.get("ttfb") == nominalTTFB
}

func (g *rangeGroup) add(c cell, r *benchfmt.Result) error {
	for _, key := range scenarioKeys {
		if c.get(key) == "" {
			return fmt.Errorf("cell %s: has no %s=; names must look like %s", c, key, exampleRangeCell)
		}
	}
	for _, unit := range []string{"vsec/op", "GETs/op"} {
		if _, ok := r.Value(unit); !ok {
			return fmt.Errorf("cell %s: does not report %s", c, unit)
		}
	}
	at := c.get("reader") + "/" + c.scenario()
	if g.results[at] != nil {
		return fmt.Errorf("cell %s: another one has the same reader in the same scenario; names must look like %s", c, exampleRangeCell)
	}
	g.results[at] = r
	g.cells = append(g.cells, c)
	return nil
}

// complete checks that every reader was measured in every scenario, the nominal
// one among them: a range over fewer would come out narrower.
func (g *rangeGroup) complete() error {
	for _, reader := range readers(g.cells) {
		for _, scenario := range g.scenarios() {
			if g.results[reader+"/"+scenario] == nil {
				return fmt.Errorf("no cell of reader=%s with %s, which other readers have; every reader must run in every scenario", reader, scenario)
			}
		}
	}
	if g.nominal() == "" {
		return fmt.Errorf("no cell with profile=%s/ttfb=%s, which others are to be compared with; names must look like %s", nominalProfile, nominalTTFB, exampleRangeCell)
	}
	return nil
}

// scenarios are those of the group in their order.
func (g *rangeGroup) scenarios() []string {
	var all []string
	for _, c := range g.cells {
		if s := c.scenario(); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func (g *rangeGroup) nominal() string {
	i := slices.IndexFunc(g.cells, cell.nominal)
	if i < 0 {
		return ""
	}
	return g.cells[i].scenario()
}

// value is what the reader measured; complete has seen that it did.
func (g *rangeGroup) value(reader, scenario, unit string) float64 {
	v, _ := g.results[reader+"/"+scenario].Value(unit)
	return v
}
