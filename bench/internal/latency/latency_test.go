package latency

import (
	"math"
	"testing"
	"time"

	"readeratbench/bench/internal/splitmix"
)

const slices = 1 << sliceBits

// in is some u in the slice.
func in(slice int) uint64 { return uint64(slice)<<(64-sliceBits) | 0x123456789 }

// Rule: the table is the normal distribution, to the last digit.
func TestTable(t *testing.T) {
	z := func(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
	for i, got := range quantiles {
		p := (slices/2 + float64(i) + 0.5) / slices
		want := z(p) / z(0.99) * (1 << fractionBits)
		if math.Abs(float64(got)-want) > 0.5+1e-6 {
			t.Errorf("quantile %d = %d; want %.3f", i, got, want)
		}
	}
}

// spreads are what profiles have, and what they could have at worst.
var spreads = []Dist{
	{63 * time.Millisecond, 78 * time.Millisecond},
	{100 * time.Millisecond, 195 * time.Millisecond},
	{time.Millisecond, time.Second},
	{time.Microsecond, time.Microsecond + 1},
	{time.Second, time.Second + 1},
	{time.Hour - 1, time.Hour},
	{1, time.Hour},
}

// Rule: half of the draws are below P50, and 99 of 100 below P99, as near as
// slices allow.
func TestPercentiles(t *testing.T) {
	for _, d := range spreads {
		for _, p := range []struct {
			below int // the slice whose middle is the last one below
			want  time.Duration
		}{{slices/2 - 1, d.P50}, {slices * 99 / 100, d.P99}} {
			low, high := d.At(in(p.below)), d.At(in(p.below+1))
			if low > p.want || high < p.want {
				t.Errorf("%v: slices %d and %d are %v and %v; want %v between them", d, p.below, p.below+1, low, high, p.want)
			}
		}
	}
}

// Rule: a draw does not fall as u grows, neither within a slice nor from one to
// the next, and the last one is Max.
func TestMonotone(t *testing.T) {
	for _, d := range spreads {
		last := time.Duration(0)
		for s := range slices {
			from, to := d.At(uint64(s)<<(64-sliceBits)), d.At(uint64(s+1)<<(64-sliceBits)-1)
			if from < last || from != to {
				t.Fatalf("%v: slice %d goes from %v to %v, after %v", d, s, from, to, last)
			}
			last = to
		}
		if d.Max() != last {
			t.Errorf("%v: Max() = %v; want %v", d, d.Max(), last)
		}
	}
}

// Rule: a draw is what the exact formula says, to the nanosecond. (Not exact
// itself: math.Pow differs from CPU to CPU, in digits that do not matter here.)
func TestFormula(t *testing.T) {
	for _, d := range spreads {
		for s := range slices {
			i := s - slices/2
			q := 0.0
			if i >= 0 {
				q = float64(quantiles[i])
			} else {
				q = -float64(quantiles[-1-i])
			}
			want := float64(d.P50) * math.Pow(float64(d.P99)/float64(d.P50), q/(1<<fractionBits))
			if got := float64(d.At(in(s))); math.Abs(got-want) > 0.5+want*1e-13 {
				t.Fatalf("%v: slice %d is %.0f ns; want %f", d, s, got, want)
			}
		}
	}
}

// Rule: without a P99 above P50 there is nothing to draw.
func TestConstant(t *testing.T) {
	for _, d := range []Dist{{}, Constant(time.Second), {time.Second, time.Second}, {time.Second, 1}, {0, time.Second}, {-1, time.Second}} {
		if !d.Constant() {
			t.Errorf("%v is not constant", d)
		}
		for s := range slices {
			if got := d.At(in(s)); got != d.P50 {
				t.Fatalf("%v: draw %v; want %v", d, got, d.P50)
			}
		}
	}
	for _, d := range spreads {
		if d.Constant() {
			t.Errorf("%v is constant", d)
		}
	}
}

// Rule: the draws are these, on any CPU and of any build. Run it with GOARCH=386,
// GOAMD64=v3, and for arm64.
func TestGolden(t *testing.T) {
	want := [][]time.Duration{
		{46545494, 47942761, 55952417, 62993020, 63006981, 65833124, 75672211, 77932668, 78200816, 82786221, 85271412},
		{38808411, 42568897, 69007409, 99965359, 100034653, 114745705, 177374025, 194474128, 196574143, 234913299, 257676101},
	}
	for i, d := range spreads[:2] {
		for j, s := range []int{0, 1, 100, 511, 512, 700, 1000, 1013, 1014, 1022, 1023} {
			if got := d.At(in(s)); got != want[i][j] {
				t.Errorf("%v: slice %d is %d ns; want %d", d, s, got, want[i][j])
			}
		}
	}
	sum := uint64(0)
	for _, d := range spreads {
		for s := range slices {
			sum = splitmix.Draw(sum, uint64(s), uint64(d.At(in(s))))
		}
	}
	if want := uint64(0x61d864c0da7c5343); sum != want {
		t.Errorf("hash of all draws = %#x; want %#x", sum, want)
	}
}

var sink time.Duration

func BenchmarkAt(b *testing.B) {
	for i := range b.N {
		sink = spreads[1].At(splitmix.Draw(1, 2, uint64(i)))
	}
}
