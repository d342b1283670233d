package main

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
)

// roundNumbers are 1, 2 and 5 times the powers of ten, from the last that is not above
// low to the first that is not below high.
func roundNumbers(low, high float64) []float64 {
	if !(low > 0) {
		return []float64{low, high} // which have no logarithm: gonum says so
	}
	var all []float64
	for exp := math.Floor(math.Log10(low)); ; exp++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, exp)
			if v <= low {
				all = nil
			}
			if all = append(all, v); v >= high {
				return all
			}
		}
	}
}

// logScale gives an axis its range, and marks at the round numbers that have one of the
// digits.
func logScale(a *plot.Axis, low, high float64, digits string) {
	all := roundNumbers(low, high)
	var ticks plot.ConstantTicks
	for _, v := range all {
		if label := plainNumber(v); strings.Contains(digits, strings.Trim(label, "0.")) {
			ticks = append(ticks, plot.Tick{Value: v, Label: label})
		}
	}
	a.Scale, a.Min, a.Max, a.Tick.Marker = plot.LogScale{}, all[0], all[len(all)-1], ticks
}

// niceStep is 1, 2 or 5 times a power of ten, and at least v.
func niceStep(v float64) float64 {
	around := roundNumbers(v, v)
	return around[len(around)-1]
}

// secondTicks has about five round numbers from 0 on.
func secondTicks(high float64) (ticks plot.ConstantTicks) {
	step := niceStep(high / 5)
	for i := 0.0; i*step <= high*1.0001; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: plainNumber(i * step)})
	}
	return ticks
}

// connectionTicks numbers rows downwards: about five round numbers, and the last.
func connectionTicks(last float64) (ticks plot.ConstantTicks) {
	step := max(1, niceStep(last/5))
	for n := step; n <= last-math.Floor(step/2); n += step {
		ticks = append(ticks, plot.Tick{Value: -n, Label: grouped(n)})
	}
	return append(ticks, plot.Tick{Value: -last, Label: grouped(last)})
}
