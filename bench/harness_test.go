package bench

import (
	"slices"
	"testing"

	"readeratbench/bench/internal/content"
)

// BenchmarkHarness is how fast the suite itself is, on the machine's clock: bytes
// copied and compared per second of one core, and virtual seconds per second.
func BenchmarkHarness(b *testing.B) {
	for _, s := range matrixSubjects() {
		if !slices.Contains([]string{"mutex", "stateless", "pooled", "memory"}, s.name) {
			continue
		}
		c := cell{uploader: uploaders()[0], subject: s, content: content.Generated(seed, 64<<20), profile: S3Standard()}
		b.Run("reader="+s.name, func(b *testing.B) {
			b.SetBytes(c.content.Size())
			b.ReportAllocs()
			sum := c.sum(b)
			b.ReportMetric(sum.took.Seconds()/b.Elapsed().Seconds(), "vsec/sec")
		})
	}
}
