package bench

import (
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// BenchmarkHarness is how fast the suite itself is, on the machine's clock: bytes
// copied and compared per second of one core, and virtual seconds per second.
func BenchmarkHarness(b *testing.B) {
	for _, name := range []string{"mutex", "stateless", "pooled", rows.Memory} {
		c := uploadCell(harness.Uploaders()[0], rows.Lookup(name), 64<<20)
		b.Run(cell.Make("", cell.Values{"reader": name}).Config(), func(b *testing.B) {
			b.SetBytes(c.Objects[0].Size())
			b.ReportAllocs()
			sum := c.Sum(b)
			b.ReportMetric(sum.Took.Seconds()/b.Elapsed().Seconds(), "vsec/sec")
		})
	}
}
