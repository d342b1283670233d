package bench

import (
	"fmt"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
)

// BenchmarkRange gives the headlines their range: the same copies with a first
// byte a fifth earlier and later, and with latencies that are drawn, from five
// seeds. A figure of the default matrix has as many digits as a computer prints;
// what it is worth is how little it moves here.
func BenchmarkRange(b *testing.B) {
	var cells []cell
	for _, u := range uploaders() {
		for _, s := range matrixSubjects() {
			for _, v := range variations() {
				cells = append(cells, cell{
					uploader: u, subject: s, content: content.Generated(seed, 64<<20), profile: v.profile, more: v.keys,
				})
			}
		}
	}
	runCells(b, cells)
}

// variation is a profile that differs from what is published, and how.
type variation struct {
	profile Profile
	keys    string
}

func variations() []variation {
	vary := func(p Profile, percent int, seed uint64) variation {
		p.GetFirstByte.P50 = p.GetFirstByte.P50 * time.Duration(percent) / 100
		p.GetFirstByte.P99 = p.GetFirstByte.P99 * time.Duration(percent) / 100
		p.Seed = seed
		return variation{p, fmt.Sprintf("/ttfb=%d.%d/seed=%d", percent/100, percent/10%10, seed)}
	}
	var all []variation
	for _, percent := range []int{80, 100, 120} {
		all = append(all, vary(S3Standard(), percent, 0))
	}
	for seed := range uint64(5) {
		all = append(all, vary(s3StandardTail(), 100, seed+1))
	}
	return all
}
