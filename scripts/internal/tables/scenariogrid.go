package tables

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// pool and lockedPool are what other candidates are compared with: a lock costs what
// lies between them, one shared stream what lies beyond.
const pool, lockedPool = "pooled", "pooled-locked"

// conclusions are the ratios that README.md and DECISION.md draw theirs from. Other
// candidates come below, over the pool.
var conclusions = [][2]string{
	{"mutex", lockedPool},
	{lockedPool, pool},
	{"stateless-locked", "stateless"},
	{"stateless", pool},
	{"mutex", pool},
	{pool, rows.Memory},
	{pool, "readahead"},
	{"readahead", rows.Floor},
}

// ratioPairs are the conclusions, and for every other candidate what it costs beside
// the pool: behind the same lock, if it has one, and without.
func ratioPairs() [][2]string {
	all := slices.Clone(conclusions)
	for _, r := range rows.Candidates() {
		if slices.ContainsFunc(conclusions, func(p [2]string) bool { return p[0] == r.Name }) {
			continue
		}
		if r.Lock == strategies.LockAcrossIO {
			all = append(all, [2]string{r.Name, lockedPool})
		}
		all = append(all, [2]string{r.Name, pool})
	}
	return all
}

// seconds has a row a reader.
func (g *group) seconds() grid {
	t := rangeGrid(cell.Time)
	for _, reader := range g.readers() {
		t.rows = append(t.rows, g.row(reader, func(scenario string) float64 {
			return g.value(reader, scenario, cell.Time)
		}))
	}
	return t
}

// ratios has a row for each pair of readers that are both there.
func (g *group) ratios() grid {
	t := rangeGrid("ratio")
	for _, pair := range ratioPairs() {
		if !slices.Contains(g.readers(), pair[0]) || !slices.Contains(g.readers(), pair[1]) {
			continue
		}
		t.rows = append(t.rows, g.row(pair[0]+" ÷ "+pair[1], func(scenario string) float64 {
			return g.value(pair[0], scenario, cell.Time) / g.value(pair[1], scenario, cell.Time)
		}))
	}
	return t
}

func rangeGrid(unit string) grid {
	return grid{unit: unit, columns: []string{"nominal", "lowest", "highest"}}
}

func (g *group) row(label string, value func(scenario string) float64) gridRow {
	low, high := g.extent(value)
	return gridRow{label, []float64{value(g.nominal()), low, high}}
}

func scenarioNotes(groups []*group, cells []cell.Name) []string {
	var notes []string
	for _, g := range groups {
		notes = append(notes, g.wrong()...)
	}
	if len(notes) == 0 {
		notes = append(notes, allRight)
	}
	for _, g := range groups {
		notes = append(notes, g.moving()...)
	}
	return append(notes, lockNotes(cells)...)
}

// wrong tells of readers whose copies differ from their source.
func (g *group) wrong() []string {
	var notes []string
	for _, reader := range g.readers() {
		wrong := 0
		for _, s := range g.scenarios() {
			if g.value(reader, s, cell.WrongBytes) != 0 {
				wrong++
			}
		}
		if wrong > 0 {
			notes = append(notes, fmt.Sprintf("wrong bytes: %s reader=%s: in %d of %d scenarios", g.title, reader, wrong, len(g.scenarios())))
		}
	}
	return notes
}

// moving tells of readers whose requests are not as many in every scenario.
func (g *group) moving() []string {
	var moving []string
	for _, reader := range g.readers() {
		low, high := g.extent(func(scenario string) float64 { return g.value(reader, scenario, cell.GETs) })
		if low != high {
			moving = append(moving, fmt.Sprintf("%s %s to %s", reader, strconv.FormatFloat(low, 'f', -1, 64), strconv.FormatFloat(high, 'f', -1, 64)))
		}
	}
	if len(moving) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("GETs/op: %s: %s; the others make as many in every scenario", g.title, strings.Join(moving, ", "))}
}
