package bench

import (
	"fmt"
	"slices"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// BenchmarkWall runs cells over real TCP and TLS on the real clock: those of
// BenchmarkModel, again without any latency or limit (profile=none: what is left
// is the processor), and those of BenchmarkLock with a sync.Mutex.
func BenchmarkWall(b *testing.B) {
	cells := modelCells()
	for _, c := range modelCells() {
		c.Profile = Profile{Name: "none"}
		cells = append(cells, c)
	}
	cells = append(cells, lockCells(rows.GoMutex(rows.Lookup("mutex").Strategy))...)
	fmt.Printf("%s: %d\n", cell.Model, Model) // that the profile is of
	for _, c := range cells {
		c.Wall = true
		b.Run(c.Name(), func(b *testing.B) { benchmarkWall(b, c) })
	}
}

// BenchmarkModel is what the model says of the cells that it is compared with.
func BenchmarkModel(b *testing.B) { harness.Run(b, modelCells()) }

// modelCells are readers that differ in what they ask of a network: a connection
// a call, a request a call, streams side by side, one stream.
func modelCells() []harness.Cell {
	return slices.Concat(
		cellsOf(harness.Uploaders()[0], []string{"mutex", "stateless", "pooled", rows.Stream}, 8, 64),
		cellsOf(harness.Uploaders()[1], []string{"pooled", rows.Stream}, 16, 64),
	)
}

func cellsOf(u harness.Uploader, readers []string, mib ...int64) []harness.Cell {
	var cells []harness.Cell
	for _, name := range readers {
		for _, n := range mib {
			cells = append(cells, uploadCell(u, rows.Lookup(name), n<<20))
		}
	}
	return cells
}

// benchmarkWall reports go test's own units, and counts under names that no
// virtual figure has.
func benchmarkWall(b *testing.B, c harness.Cell) {
	b.ReportAllocs()
	f := c.Sum(b)
	n := float64(b.N)
	b.ReportMetric(float64(f.Took.Nanoseconds())/n, "ns/op")
	b.ReportMetric(float64(f.GETs)/n, cell.Wall+cell.GETs)
	b.ReportMetric(float64(f.Conns)/n, cell.Wall+cell.Conns)
	b.ReportMetric(float64(f.Wrong)/n, cell.Wall+cell.WrongBytes)
}
