package gate

import (
	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"readeratbench/scripts/internal/results"
)

// TableBy is the projection that makes a table of each reader in each benchmark: a
// geomean over more would be one of many things.
const TableBy = ".name,/uploader,/reader"

// Changed leaves, of both sides, what a comparison has to show: the tables (TableBy)
// and units in which a figure with a limit changed, whole, so that a geomean is that
// of all the cells that both have and that compare.
func (d *Diff) Changed(base, here *Figures) (was, is *results.Set, err error) {
	var parser benchproc.ProjectionParser
	tables, err := parser.Parse(TableBy, nil)
	if err != nil {
		return nil, nil, err
	}
	units := map[benchproc.Key]map[string]bool{}
	for _, c := range d.Cells {
		if c.New || c.OtherModel() {
			continue // has nothing beside it
		}
		key := tables.Project(here.Result(c.Name))
		for _, ch := range c.Changes {
			if ch.Better != 0 && ch.limit.worse != anything {
				if units[key] == nil {
					units[key] = map[string]bool{}
				}
				units[key][ch.Unit] = true
			}
		}
	}
	was, is = &results.Set{Units: here.unitLines()}, &results.Set{Units: here.unitLines()}
	for _, c := range d.Cells {
		shown := units[tables.Project(here.Result(c.Name))]
		if c.New || c.OtherModel() || len(shown) == 0 {
			continue
		}
		before := only(base.Result(c.Name), here.Result(c.Name), shown)
		after := only(here.Result(c.Name), before, shown)
		if len(after.Values) == 0 {
			continue
		}
		was.Results, is.Results = append(was.Results, before), append(is.Results, after)
	}
	return was, is, nil
}

// only is the cell with some of its figures, as far as other has them, too.
func only(r, other *benchfmt.Result, units map[string]bool) *benchfmt.Result {
	r = r.Clone()
	var kept []benchfmt.Value
	for _, v := range r.Values {
		if _, ok := other.Value(v.Unit); ok && units[v.Unit] {
			kept = append(kept, v)
		}
	}
	r.Values = kept
	return r
}

func (f *Figures) unitLines() []*benchfmt.UnitMetadata {
	var all []*benchfmt.UnitMetadata
	for _, u := range f.units {
		all = append(all, u) // Set.Write sorts them
	}
	return all
}
