package main

import (
	"fmt"
	"slices"
	"strings"

	"readeratbench/scripts/internal/results"
)

// ratios are what the README concludes from.
var ratios = [][2]string{
	{"mutex", "pooled-locked"},
	{"pooled-locked", "pooled"},
	{"stateless-locked", "stateless"},
	{"stateless", "pooled"},
	{"mutex", "pooled"},
	{"pooled", "memory"},
	{"pooled", "readahead"},
	{"readahead", "floor"},
}

// seconds has a row a reader.
func (g *rangeGroup) seconds() grid {
	t := rangeGrid("vsec/op")
	for _, reader := range readers(g.cells) {
		t.rows = append(t.rows, g.row(reader, func(scenario string) float64 {
			return g.value(reader, scenario, "vsec/op")
		}))
	}
	return t
}

// ratios has a row for each pair of readers that are both there.
func (g *rangeGroup) ratios() grid {
	t := rangeGrid("ratio")
	have := readers(g.cells)
	for _, pair := range ratios {
		if !slices.Contains(have, pair[0]) || !slices.Contains(have, pair[1]) {
			continue
		}
		t.rows = append(t.rows, g.row(pair[0]+" ÷ "+pair[1], func(scenario string) float64 {
			return g.value(pair[0], scenario, "vsec/op") / g.value(pair[1], scenario, "vsec/op")
		}))
	}
	return t
}

func rangeGrid(unit string) grid {
	return grid{unit: unit, columns: []string{"nominal", "lowest", "highest"}}
}

func (g *rangeGroup) row(label string, value func(scenario string) float64) gridRow {
	low, high := g.extent(value)
	return gridRow{label, []float64{value(g.nominal()), low, high}}
}

// extent is the lowest and the highest value over all scenarios.
func (g *rangeGroup) extent(value func(scenario string) float64) (low, high float64) {
	var all []float64
	for _, s := range g.scenarios() {
		all = append(all, value(s))
	}
	return slices.Min(all), slices.Max(all)
}

// wrong tells of readers whose copies differ from their source.
func (g *rangeGroup) wrong() []string {
	var notes []string
	scenarios := g.scenarios()
	for _, reader := range readers(g.cells) {
		wrong := 0
		for _, s := range scenarios {
			if g.value(reader, s, results.WrongBytes) != 0 {
				wrong++
			}
		}
		if wrong > 0 {
			notes = append(notes, fmt.Sprintf("wrong bytes: %s reader=%s: in %d of %d scenarios",
				g.title(), reader, wrong, len(scenarios)))
		}
	}
	return notes
}

// moving tells of readers whose requests are not as many in every scenario.
func (g *rangeGroup) moving() []string {
	var moving []string
	for _, reader := range readers(g.cells) {
		low, high := g.extent(func(scenario string) float64 { return g.value(reader, scenario, "GETs/op") })
		if low != high {
			moving = append(moving, fmt.Sprintf("%s %s to %s", reader, number(low), number(high)))
		}
	}
	if len(moving) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("GETs/op: %s: %s; the others make as many in every scenario",
		g.title(), strings.Join(moving, ", "))}
}
