package tables

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"readeratbench/internal/cell"
)

// project lays results out as benchstat would: a grid a unit, a row for each value of
// the keys of row and a column for each of column, in the order of the results. What is
// named below the grids is none itself: wrong bytes, errors, and cells that failed, which
// have a place in every grid that all cells have.
func project(results []*benchfmt.Result, row []string, column string) ([]grid, error) {
	var p benchproc.ProjectionParser
	rowBy, err := p.Parse("/"+strings.Join(row, " /"), nil)
	if err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	columnBy, err := p.Parse("/"+column, nil)
	if err != nil {
		return nil, fmt.Errorf("columns: %w", err)
	}
	var units []string
	for _, r := range results {
		for _, v := range r.Values {
			if v.Unit != cell.WrongBytes && v.Unit != cell.ReadErrors && v.Unit != cell.Failed {
				units = appendNew(units, v.Unit)
			}
		}
	}
	var grids []grid
	for _, unit := range units {
		var rows, columns []benchproc.Key
		values := map[[2]benchproc.Key]float64{}
		for _, r := range results {
			if v, ok := figure(r, unit); ok {
				row, column := rowBy.Project(r), columnBy.Project(r)
				rows, columns = appendNew(rows, row), appendNew(columns, column)
				values[[2]benchproc.Key{row, column}] = v
			}
		}
		benchproc.SortKeys(rows) // key by key, each in the order in which its values come
		benchproc.SortKeys(columns)
		g := grid{Unit: unit}
		for _, c := range columns {
			label := c.Get(columnBy.Fields()[0])
			if column != "size" && column != "profile" { // a bare number says nothing
				label = column + "=" + label
			}
			g.Columns = append(g.Columns, label)
		}
		for _, r := range rows {
			of := gridRow{Label: rowLabel(r, rowBy.Fields())}
			for _, c := range columns {
				v, ok := values[[2]benchproc.Key{r, c}]
				if !ok {
					v = math.NaN()
				}
				of.Values = append(of.Values, v)
			}
			g.Rows = append(g.Rows, of)
		}
		grids = append(grids, g)
	}
	return grids, nil
}

// figure is what stands in the grid of a unit for a result, if it has a place there.
func figure(r *benchfmt.Result, unit string) (v float64, ok bool) {
	if _, bad := r.Value(cell.Failed); bad {
		return failed, unit != cell.PeakBuffer
	}
	if bytes, _ := r.Value(cell.WrongBytes); bytes != 0 && (unit == cell.Time || unit == cell.Rate) {
		return wrong, true
	}
	return r.Value(unit)
}

// rowLabel has the reader by its name alone, other keys with theirs.
func rowLabel(row benchproc.Key, fields []*benchproc.Field) string {
	label := row.Get(fields[0])
	for _, f := range fields[1:] {
		label += " " + strings.TrimPrefix(f.Name, "/") + "=" + row.Get(f)
	}
	return label
}

func appendNew[T comparable](all []T, one T) []T {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}
