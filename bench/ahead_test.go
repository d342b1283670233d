package bench

import (
	"slices"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// BenchmarkAhead is what fetching ahead comes to, beside what there was and the
// least that is possible: near the store and far from it, and with more workers
// than the manager has by default.
func BenchmarkAhead(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, p := range []Profile{S3Standard(), profile.CrossRegion()} {
			cells = append(cells, aheadCells(u, p, 5)...)
		}
	}
	harness.Run(b, append(cells, aheadCells(harness.Uploaders()[0], S3Standard(), 20)...))
}

// aheadCells are the readers whose documentation asks for options, with these, and
// the references.
func aheadCells(u harness.Uploader, p Profile, workers int) []harness.Cell {
	u.Workers = workers
	var fitted []rows.Row
	for _, s := range strategies.All() {
		if s.Fit != nil {
			fitted = append(fitted, rows.Row{Strategy: s.With(s.Fit(workers, u.PartSize())...)})
		}
	}
	var cells []harness.Cell
	for _, r := range slices.Concat(fitted, rows.References()) {
		for _, mib := range []int64{64, 256} {
			cells = append(cells, variation{profile: p}.of(uploadCell(u, r, mib<<20)))
		}
	}
	return cells
}
