package bench

import (
	"fmt"
	"testing"

	"readeratbench/bench/internal/content"
)

// BenchmarkLock is the mutex reader with either end of its lock, by size and by
// how many workers the manager has. BenchmarkWall has the same cells with a
// sync.Mutex.
func BenchmarkLock(b *testing.B) {
	var cells []cell
	for _, s := range matrixSubjects() {
		if s.name == "mutex" || s.name == "mutex-barging" {
			cells = append(cells, lockCells(s)...)
		}
	}
	runCells(b, cells)
}

// lockCells leaves out workers that would find no part to upload.
func lockCells(s subject) []cell {
	const part = 5 << 20 // the manager's
	var cells []cell
	for _, mib := range []int64{8, 16, 64} {
		parts, enough := int((mib<<20+part-1)/part), 0
		for _, workers := range []int{2, 5, 10, 20} {
			if enough >= parts {
				break
			}
			enough = workers
			u := uploaders()[0] // the other one reads with a single worker
			u.workers = workers
			cells = append(cells, cell{
				uploader: u, subject: s, content: content.Generated(seed, mib<<20), profile: S3Standard(),
				more: fmt.Sprintf("/workers=%d", workers),
			})
		}
	}
	return cells
}
