// Package latency draws waiting times: how long the store takes for a request. Every
// draw is the same number on every CPU and in every build.
//
// # How a draw is made
//
// A lognormal value is P50 times (P99 / P50) to the power of q, where q is a
// normal quantile scaled so that it is 1 at 0.99. The quantiles are a committed
// table in fixed point. The power is made of square roots, one a bit of q, and
// multiplications: IEEE 754 rounds both correctly, so there is one right result,
// and no product is followed by a sum that a compiler could fuse with it. math.Exp
// and math.Pow are assembly on some CPUs and use fused operations on others.
package latency

import (
	"context"
	"math"
	"time"
)

// Dist is a distribution of waiting times: constant, or the lognormal one whose
// median is P50 and whose 99th percentile is P99. It is cut where the table ends,
// at the quantiles 1/2048 and 2047/2048: the rare answer that takes seconds is not
// drawn. A P99 that is not above P50 (0, as a rule) means P50,
// always. At must fit a time.Duration; it does if both are at most an hour.
type Dist struct{ P50, P99 time.Duration }

// Constant is always d.
func Constant(d time.Duration) Dist { return Dist{P50: d} }

// Constant reports whether every draw is P50.
func (d Dist) Constant() bool { return d.P50 <= 0 || d.P99 <= d.P50 }

// At is the draw for u: distributed as d, if u is uniformly distributed over all
// uint64. It does not decrease as u grows.
func (d Dist) At(u uint64) time.Duration {
	if d.Constant() {
		return d.P50
	}
	spread := float64(d.P99) / float64(d.P50)
	slice := int(u >> (64 - sliceBits))
	var t float64
	if above := slice - len(quantiles); above >= 0 {
		t = float64(d.P50) * pow(spread, quantiles[above])
	} else {
		t = float64(d.P50) / pow(spread, quantiles[-1-above])
	}
	return time.Duration(math.Round(t))
}

// Max is the largest draw.
func (d Dist) Max() time.Duration { return d.At(math.MaxUint64) }

// pow is r to the power of q, which has fractionBits after the binary point.
func pow(r float64, q uint32) float64 {
	p := 1.0
	for range q >> fractionBits {
		p *= r
	}
	for bit := uint32(1) << (fractionBits - 1); bit > 0; bit >>= 1 {
		r = math.Sqrt(r)
		if q&bit != 0 {
			p *= r
		}
	}
	return p
}

// Sleep waits d, or until ctx is done, whose error it returns then: on the real
// clock, or on a bubble's when called in one.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
