package bench

import (
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"readeratbench/bench/internal/harness"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// BenchmarkRange gives the headlines their range: the same copies with a first
// byte a fifth earlier and later, and with latencies that are drawn, from five
// seeds. A figure of the default matrix has as many digits as a computer prints;
// what it is worth is how little it moves here.
func BenchmarkRange(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, r := range rows.Published() {
			for _, v := range variations() {
				cells = append(cells, v.of(uploadCell(u, r, 64<<20)))
			}
		}
	}
	harness.Run(b, cells)
}

// variation is a profile that differs from what is published, and how.
type variation struct {
	profile Profile
	keys    cell.Values
}

// of is the cell on the variation's profile.
func (v variation) of(c harness.Cell) harness.Cell {
	c.Profile, c.Keys = v.profile, maps.Clone(v.keys)
	return c
}

func variations() []variation {
	vary := func(p Profile, percent int, seed uint64) variation {
		p.GetFirstByte.P50 = p.GetFirstByte.P50 * time.Duration(percent) / 100
		p.GetFirstByte.P99 = p.GetFirstByte.P99 * time.Duration(percent) / 100
		p.Seed = seed
		return variation{p, cell.Values{
			"ttfb": fmt.Sprintf("%d.%d", percent/100, percent/10%10), "seed": strconv.FormatUint(seed, 10),
		}}
	}
	var all []variation
	for _, percent := range []int{80, 100, 120} {
		all = append(all, vary(S3Standard(), percent, 0))
	}
	for seed := range uint64(5) {
		all = append(all, vary(profile.S3StandardTail(), 100, seed+1))
	}
	return all
}

// Each variation moves a figure that depends on the first byte, the right way; a
// cell that did not vary would be a range of nothing.
func TestVariationsVary(t *testing.T) {
	took := map[string]time.Duration{}
	for _, v := range variations() {
		c := v.of(uploadCell(harness.Uploaders()[1], rows.Lookup("mutex"), 6<<20))
		f, err := c.Run()
		if err != nil {
			t.Fatal(err)
		}
		for keys, other := range took {
			if f.Took == other {
				t.Errorf("%s and %s both take %v", keys, c.Name(), other)
			}
		}
		took[v.keys["ttfb"]+" "+v.keys["seed"]] = f.Took
	}
	low, nominal, high := took["0.8 0"], took["1.0 0"], took["1.2 0"]
	fifth := S3Standard().GetFirstByte.P50 / 5 // one GET
	if nominal-low != fifth || high-nominal != fifth {
		t.Errorf("took %v, %v, %v; want steps of %v", low, nominal, high, fifth)
	}
}
