package tables

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchunit"
)

// grid is one metric: a row a reader, a column a size.
type grid struct {
	Unit    string
	Columns []string
	Rows    []gridRow
}

type gridRow struct {
	Label  string
	Values []float64 // NaN where there is no such cell; or one of those below
}

// What stands in the place of a figure; dividing leaves it as it is.
var (
	failed = math.Inf(1)  // the cell failed
	wrong  = math.Inf(-1) // its copy is wrong, and so its time is no time
)

// some tells whether a value is such.
func (g grid) some(is func(float64) bool) bool {
	return slices.ContainsFunc(g.Rows, func(r gridRow) bool { return slices.ContainsFunc(r.Values, is) })
}

// gap tells whether a cell is missing.
func (g grid) gap() bool { return g.some(math.IsNaN) }

// over is the grid with each value divided by that of the reader in a row that is
// the same but for the reader, which its label begins with; false if there is none.
func (g grid) over(reader string) (grid, bool) {
	over := grid{Unit: "× " + reader, Columns: g.Columns}
	for _, row := range g.Rows {
		name, _, _ := strings.Cut(row.Label, " ")
		under := reader + row.Label[len(name):]
		i := slices.IndexFunc(g.Rows, func(r gridRow) bool { return r.Label == under })
		if i < 0 {
			return grid{}, false
		}
		ratios := gridRow{Label: row.Label}
		for column, v := range row.Values {
			if math.IsInf(g.Rows[i].Values[column], 0) {
				v = math.NaN() // there is nothing to divide by
			}
			ratios.Values = append(ratios.Values, v/g.Rows[i].Values[column])
		}
		over.Rows = append(over.Rows, ratios)
	}
	return over, true
}

// Text prints small counts as they are (2047, not 2.047k), what is below one
// without a prefix, so that a row compares at a glance (74.60 and 0.3550, not
// 355.0m), and all else as benchstat does; always to four digits.
func (g grid) Text(v float64) string {
	class := benchunit.ClassOf(g.Unit)
	switch {
	case math.IsNaN(v):
		return "-"
	case v == failed:
		return "failed"
	case v == wrong:
		return "wrong"
	case class == benchunit.Decimal && !g.some(func(v float64) bool { return v != math.Trunc(v) && !math.IsNaN(v) || v >= 1e6 && v != failed }):
		return number(v)
	case 0 < v && v < 1:
		return strconv.FormatFloat(v, 'f', 3-int(math.Floor(math.Log10(v))), 64)
	}
	return benchunit.Scale(v, class)
}
