package tables

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"golang.org/x/perf/benchunit"
)

// grid is one metric: a row a reader, a column a size.
type grid struct {
	unit    string
	columns []string
	rows    []gridRow
}

type gridRow struct {
	label  string
	values []float64 // NaN where there is no such cell
}

// gap tells whether a cell is missing.
func (g grid) gap() bool {
	return slices.ContainsFunc(g.rows, func(r gridRow) bool { return slices.ContainsFunc(r.values, math.IsNaN) })
}

// over is the grid with each value divided by that of the reader in a row that is
// the same but for the reader, which its label begins with; false if there is none.
func (g grid) over(reader string) (grid, bool) {
	base := map[string][]float64{}
	for _, row := range g.rows {
		if name, rest, _ := strings.Cut(row.label, " "); name == reader {
			base[rest] = row.values
		}
	}
	over := grid{unit: "× " + reader, columns: g.columns}
	for _, row := range g.rows {
		_, rest, _ := strings.Cut(row.label, " ")
		values, ok := base[rest]
		if !ok {
			return grid{}, false
		}
		ratios := gridRow{label: row.label}
		for i, v := range row.values {
			ratios.values = append(ratios.values, v/values[i])
		}
		over.rows = append(over.rows, ratios)
	}
	return over, true
}

// write writes the table, aligned for a fixed-width font.
func (g grid) write(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "%s\t%s\t\n", g.unit, strings.Join(g.columns, "\t"))
	format := g.format()
	for _, row := range g.rows {
		fmt.Fprintf(tw, "%s\t", row.label)
		for _, v := range row.values {
			if math.IsNaN(v) {
				fmt.Fprint(tw, "-\t")
				continue
			}
			fmt.Fprint(tw, format(v)+"\t")
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

// format prints small counts as they are (2047, not 2.047k), what is below one
// without a prefix, so that a row compares at a glance (74.60 and 0.3550, not
// 355.0m), and all else as benchstat does; always to four digits.
func (g grid) format() func(float64) string {
	class := benchunit.ClassOf(g.unit)
	if class == benchunit.Decimal && !slices.ContainsFunc(g.rows, gridRow.needsScale) {
		return func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	}
	return func(v float64) string {
		if 0 < v && v < 1 {
			return strconv.FormatFloat(v, 'f', 3-int(math.Floor(math.Log10(v))), 64)
		}
		return benchunit.Scale(v, class)
	}
}

func (r gridRow) needsScale() bool {
	return slices.ContainsFunc(r.values, func(v float64) bool {
		return !math.IsNaN(v) && (v != math.Trunc(v) || v >= 1e6)
	})
}
