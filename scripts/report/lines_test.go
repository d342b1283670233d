package main

import (
	"fmt"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestRoundNumbers(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0.16, 309.8, "[0.1 0.2 0.5 1 2 5 10 20 50 100 200 500]"}, {0.2, 0.9, "[0.2 0.5 1]"}, {3, 3.9, "[2 5]"},
		{1, 1, "[1]"}, {0.0066, 13.4, "[0.005 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 20]"},
	} {
		if got := fmt.Sprintf("%.4g", roundNumbers(c.low, c.high)); got != c.want {
			t.Errorf("roundNumbers(%v, %v) = %s; want %s", c.low, c.high, got, c.want)
		}
	}
}

// Names that would lie on each other are moved apart, in order and within bounds.
func TestSpread(t *testing.T) {
	at := func(ys ...vg.Length) (names []*label) {
		for _, y := range ys {
			names = append(names, &label{end: vg.Point{Y: y}, at: vg.Point{Y: y}})
		}
		return names
	}
	for _, c := range []struct{ ends, want []vg.Length }{
		{[]vg.Length{50, 20}, []vg.Length{20, 50}},          // far apart: where they are
		{[]vg.Length{20, 20, 20}, []vg.Length{20, 30, 40}},  // upwards
		{[]vg.Length{95, 96, 99}, []vg.Length{80, 90, 100}}, // and down from the top
		{[]vg.Length{0, 50, 100}, []vg.Length{10, 50, 100}}, // within bounds
	} {
		names := at(c.ends...)
		spread(names, 10, 10, 100)
		for i, n := range names {
			if n.at.Y != c.want[i] {
				t.Errorf("spread(%v): name %d at %v; want %v", c.ends, i, n.at.Y, c.want[i])
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		grouped(2048): "2,048", grouped(999): "999", grouped(1234567): "1,234,567",
		digits(78.78): "78.8", digits(3200): "3,200", digits(0.027): "0.0270", digits(123.4): "123",
		usd(13.4217): "$13.42", usd(0.07209): "$0.072", usd(0): "$0", seconds(0.6754): "0.675 s",
		plainNumber(0.2): "0.2", plainNumber(20): "20", spaced("64MiB"): "64 MiB",
	} {
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}
