package bench

import (
	"slices"
	"strconv"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// A sweep is the matrix with one circumstance varied that the default matrix holds
// still. Each is a benchmark of its own, since names of BenchmarkUpload never grow.

// BenchmarkSize is every reader from a small layer to a large one.
func BenchmarkSize(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, r := range rows.Published() {
			for _, mib := range []int64{4, 16, 64, 256, 1024} {
				if mib<<20 <= largest(u, r) {
					cells = append(cells, uploadCell(u, r, mib<<20))
				}
			}
		}
	}
	harness.Run(b, cells)
}

// slowLimit is where readers end that make a request for every 32 KiB. Beyond it
// their figures grow with the size, as they do before it, and a cell takes 10 s.
const slowLimit = 256 << 20

func largest(u harness.Uploader, r rows.Row) int64 {
	if u.Concurrent && r.RequestPerCall {
		return slowLimit
	}
	return 1 << 30
}

// parts is how many parts there are for the workers: a number that 1, 2, 5, 10 and
// 20 divide, so that no worker is idle in the last round.
const parts = 20

// BenchmarkWorkers is what more workers buy, of the uploaders' own parts.
func BenchmarkWorkers(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, workers := range []int{1, 2, 5, 10, 20} {
			cells = append(cells, workerCells(u, workers, variation{profile: S3Standard()})...)
		}
	}
	harness.Run(b, cells)
}

// BenchmarkScaling gives what BenchmarkWorkers says of the manager's workers its
// range: with 1, 5 and 20 of them, varied as in BenchmarkRange.
func BenchmarkScaling(b *testing.B) {
	var cells []harness.Cell
	for _, workers := range []int{1, 5, 20} {
		for _, v := range variations() {
			cells = append(cells, workerCells(harness.Uploaders()[0], workers, v)...)
		}
	}
	harness.Run(b, cells)
}

// workerCells are the compared readers, and those that ask for options with so many
// workers once more with these.
func workerCells(u harness.Uploader, workers int, v variation) []harness.Cell {
	u.Workers = workers
	var cells []harness.Cell
	for _, r := range slices.Concat(rows.Compared(), rows.Fitted(workers, u.PartSize())) {
		cells = append(cells, v.of(uploadCell(u, r, parts*u.PartSize())))
	}
	return cells
}

// BenchmarkPart is the matrix with larger parts than the uploaders' own.
func BenchmarkPart(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, mib := range []int64{5, 8, 16, 64} {
			u.Part = mib << 20
			for _, r := range slices.Concat(rows.Compared(), rows.Fitted(5, u.Part)) {
				cells = append(cells, uploadCell(u, r, 256<<20))
			}
		}
	}
	harness.Run(b, cells)
}

// BenchmarkLayers copies several objects at once, each through a reader of its own
// and all through one client and one NIC, as BuildKit exports layers: 4 at once
// are its default. size= is that of each.
func BenchmarkLayers(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, layers := range []int{1, 4, 8} {
			for _, r := range rows.Compared() {
				cells = append(cells, harness.Cell{
					Uploader: u, Row: r, Profile: S3Standard(),
					Objects: harness.Objects(slices.Repeat([]int64{64 << 20}, layers)...),
					Keys:    cell.Values{"layers": strconv.Itoa(layers)},
				})
			}
		}
	}
	harness.Run(b, cells)
}

// BenchmarkProfile is every reader on every network that is built in, and those
// that do not make a request for every 32 KiB with a large object as well.
func BenchmarkProfile(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, p := range Profiles() {
			for _, r := range rows.Published() {
				for _, mib := range []int64{64, 256} {
					if mib == 64 || largest(u, r) > slowLimit {
						cells = append(cells, variation{profile: p}.of(uploadCell(u, r, mib<<20)))
					}
				}
			}
		}
	}
	harness.Run(b, cells)
}

// BenchmarkMemory is what readahead makes of less memory, and of more.
func BenchmarkMemory(b *testing.B) {
	readahead := rows.Lookup("readahead")
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, p := range Profiles() {
			for _, mib := range []int64{1, 5, 10, 20, 40, 80, 160} {
				r := rows.Row{Strategy: readahead.With(strategies.WithMemory(mib << 20))}
				v := variation{p, cell.Values{"memory": cell.Size(mib << 20)}}
				cells = append(cells, v.of(uploadCell(u, r, 256<<20)))
			}
		}
	}
	harness.Run(b, cells)
}

// BenchmarkWaterfall is the copies that the report draws request by request, for
// which EnvTrace names the file.
func BenchmarkWaterfall(b *testing.B) {
	var cells []harness.Cell
	for _, r := range rows.Candidates() {
		cells = append(cells, uploadCell(harness.Uploaders()[0], r, 64<<20))
	}
	harness.Run(b, cells)
}
