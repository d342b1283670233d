package bench

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/strategies"
)

// BenchmarkWall runs cells over real TCP and TLS on the real clock: those of
// BenchmarkModel, again without any latency or limit (profile=none: what is left
// is the processor), and those of BenchmarkLock with a sync.Mutex.
func BenchmarkWall(b *testing.B) {
	cells := modelCells()
	for _, c := range modelCells() {
		c.profile = Profile{Name: "none"}
		cells = append(cells, c)
	}
	cells = append(cells, lockCells(syncSubject(strategyNamed(b, "mutex")))...)
	fmt.Printf("model: %d\n", Model) // that the profile is of
	for _, c := range cells {
		c.wall = true
		b.Run(c.name(), c.wallBenchmark)
	}
}

// BenchmarkModel is what the model says of the cells that it is held against.
func BenchmarkModel(b *testing.B) { runCells(b, modelCells()) }

// modelCells are readers that differ in what they ask of a network: a connection
// a call, a request a call, streams side by side, one stream.
func modelCells() []cell {
	return slices.Concat(
		cellsOf(uploaders()[0], []string{"mutex", "stateless", "pooled", "stream"}, 8, 64),
		cellsOf(uploaders()[1], []string{"pooled", "stream"}, 16, 64),
	)
}

func cellsOf(u uploader, readers []string, mib ...int64) []cell {
	var cells []cell
	for _, s := range matrixSubjects() {
		if !slices.Contains(readers, s.name) {
			continue
		}
		for _, n := range mib {
			cells = append(cells, cell{uploader: u, subject: s, content: content.Generated(seed, n<<20), profile: S3Standard()})
		}
	}
	return cells
}

// syncSubject is a strategy with the lock that users have. It runs on the real
// clock only.
func syncSubject(s strategies.Strategy) subject {
	return lockedSubject(s.Name+"-sync", s, func(*world) func() sync.Locker {
		return func() sync.Locker { return new(sync.Mutex) }
	})
}

func strategyNamed(t testing.TB, name string) strategies.Strategy {
	t.Helper()
	for _, s := range strategies.All() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no strategy is called %s", name)
	return strategies.Strategy{}
}

// wallBenchmark reports go test's own units, and counts under names that no
// virtual figure has.
func (c cell) wallBenchmark(b *testing.B) {
	b.ReportAllocs()
	f := c.sum(b)
	n := float64(b.N)
	b.ReportMetric(float64(f.took.Nanoseconds())/n, "ns/op")
	b.ReportMetric(float64(f.gets)/n, "wall-GETs/op")
	b.ReportMetric(float64(f.conns)/n, "wall-conns/op")
	b.ReportMetric(float64(f.wrong)/n, "wall-wrong-B/op")
}
