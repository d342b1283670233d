package main

import (
	_ "embed"
	"fmt"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
)

//go:embed lock.md.tmpl
var lockTemplate string

// lockRow is one cell with three locks: seconds, and GETs.
type lockRow struct {
	Name                 cell.Name
	Fair, FairTime       results.Sample
	Barging, BargingTime results.Sample
	Mutex, MutexTime     results.Sample // with a sync.Mutex
}

// Place is where the median with a sync.Mutex stands between the ends, in percent.
func (r lockRow) Place() float64 {
	return 100 * (r.Mutex.Median - r.Barging.Median) / (r.Fair.Median - r.Barging.Median)
}

func (r *raw) lockPage() (files.File, error) {
	fair := rows.Lookup("mutex") // the page is on this one
	barging, mutex := rows.Barging(fair.Strategy).Name, rows.GoMutex(fair.Strategy).Name
	var all []lockRow
	for _, config := range r.lock.Names {
		name := cell.Name("Lock/" + config)
		if name.Get("reader") != fair.Name {
			continue
		}
		asBarging, asMutex := name.With("reader", barging), name.With("reader", mutex)
		all = append(all, lockRow{
			name,
			r.sample(r.lock, name, cell.GETs), r.sample(r.lock, name, cell.Time),
			r.sample(r.lock, asBarging, cell.GETs), r.sample(r.lock, asBarging, cell.Time),
			r.right(asMutex, "wall-GETs/op"), r.sample(r.wall, asMutex, "sec/op"),
		})
	}
	if r.err == nil && len(all) == 0 {
		r.err = fmt.Errorf("%s has no cells of reader=%s; make lock measures them", r.lock.Path, fair.Name)
	}
	if r.err != nil {
		return files.File{}, r.err
	}
	return files.Filled("lock.md", lockTemplate, nil, map[string]any{"Runs": all[0].MutexTime.Runs, "Wall": r.wall.Config, "Rows": all})
}
