package bench

import (
	"slices"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/rows"
)

// BenchmarkLock is the mutex reader with either end of its lock, by size and by
// how many workers the manager has. BenchmarkWall has the same cells with a
// sync.Mutex.
func BenchmarkLock(b *testing.B) {
	mutex := rows.Lookup("mutex")
	harness.Run(b, slices.Concat(lockCells(mutex), lockCells(rows.Barging(mutex.Strategy))))
}

// lockCells leaves out workers that would find no part to upload.
func lockCells(r rows.Row) []harness.Cell {
	u := harness.Uploaders()[0] // the other one reads with a single worker
	var cells []harness.Cell
	for _, mib := range []int64{8, 16, 64} {
		parts, enough := int((mib<<20+u.PartSize()-1)/u.PartSize()), 0
		for _, workers := range []int{2, 5, 10, 20} {
			if enough >= parts {
				break
			}
			enough = workers
			u.Workers = workers
			cells = append(cells, uploadCell(u, r, mib<<20))
		}
	}
	return cells
}
