package main

import (
	_ "embed"
	"fmt"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/results"
)

//go:embed lock.md.tmpl
var lockTemplate string

// lockRow is one cell with three locks: seconds, and GETs.
type lockRow struct {
	Name                 cell.Name
	Fair, FairTime       float64
	Barging, BargingTime float64
	GETs, Time           results.Sample // with a sync.Mutex
}

// Place is where the median with a sync.Mutex stands between the ends, in percent.
func (r lockRow) Place() float64 { return 100 * (r.GETs.Median - r.Barging) / (r.Fair - r.Barging) }

func lockPage(lock, wall *results.Runs) ([]byte, error) {
	fair := rows.Lookup("mutex") // the page is on this one
	barging, mutex := rows.Barging(fair.Strategy).Name, rows.GoMutex(fair.Strategy).Name
	var s samples
	var all []lockRow
	for _, config := range lock.Names {
		name := cell.Name("Lock/" + config)
		if name.Get("reader") != fair.Name {
			continue
		}
		asBarging, asMutex := name.With("reader", barging), name.With("reader", mutex)
		all = append(all, lockRow{
			Name:        name,
			Fair:        s.of(lock, name, cell.GETs).Median,
			FairTime:    s.of(lock, name, cell.Time).Median,
			Barging:     s.of(lock, asBarging, cell.GETs).Median,
			BargingTime: s.of(lock, asBarging, cell.Time).Median,
			GETs:        s.ofRight(wall, asMutex, "wall-GETs/op"),
			Time:        s.of(wall, asMutex, "sec/op"),
		})
	}
	if s.err != nil {
		return nil, s.err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no cells of reader=%s; make lock measures them", lock.Path, fair.Name)
	}
	return execute(lockTemplate, map[string]any{"Runs": all[0].Time.Runs, "Wall": wall.Config, "Rows": all})
}
