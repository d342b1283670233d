package tables

import (
	"fmt"
	"math"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"readeratbench/internal/cell"
)

// project lays results out as benchstat would: a grid a unit, a row for each value of
// the keys of row and a column for each of column, in the order of the results. Wrong
// bytes are no grid: they are named below it.
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
	byUnit := map[string]*layout{}
	for _, r := range results {
		at, under := rowBy.Project(r), columnBy.Project(r)
		for _, v := range r.Values {
			if v.Unit == cell.WrongBytes {
				continue
			}
			if byUnit[v.Unit] == nil {
				units, byUnit[v.Unit] = append(units, v.Unit), &layout{values: map[[2]benchproc.Key]float64{}}
			}
			byUnit[v.Unit].add(at, under, v.Value)
		}
	}
	var grids []grid
	for _, unit := range units {
		grids = append(grids, byUnit[unit].grid(unit, rowBy.Fields(), columnBy.Fields()[0]))
	}
	return grids, nil
}

// layout is the cells of one unit.
type layout struct {
	rows, columns []benchproc.Key // as they come
	values        map[[2]benchproc.Key]float64
}

func (l *layout) add(row, column benchproc.Key, v float64) {
	l.rows, l.columns = appendNew(l.rows, row), appendNew(l.columns, column)
	l.values[[2]benchproc.Key{row, column}] = v
}

// grid labels the rows: the reader by its name alone, other keys with theirs. Columns
// have their key where a bare number says nothing.
func (l *layout) grid(unit string, rowFields []*benchproc.Field, column *benchproc.Field) grid {
	g := grid{unit: unit}
	benchproc.SortKeys(l.rows) // key by key, each in the order in which its values come
	benchproc.SortKeys(l.columns)
	for _, c := range l.columns {
		label := c.Get(column)
		if key := strings.TrimPrefix(column.Name, "/"); key != "size" && key != "profile" {
			label = key + "=" + label
		}
		g.columns = append(g.columns, label)
	}
	for _, r := range l.rows {
		row := gridRow{label: r.Get(rowFields[0])}
		for _, f := range rowFields[1:] {
			row.label += " " + strings.TrimPrefix(f.Name, "/") + "=" + r.Get(f)
		}
		for _, c := range l.columns {
			v, ok := l.values[[2]benchproc.Key{r, c}]
			if !ok {
				v = math.NaN()
			}
			row.values = append(row.values, v)
		}
		g.rows = append(g.rows, row)
	}
	return g
}
