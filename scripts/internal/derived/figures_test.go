package derived

import (
	"errors"
	"testing"

	"readeratbench/internal/cell"
)

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		v    float64
		n    int
		want string
	}{
		{0, 3, "0"}, {1, 3, "1.00"}, {-1.234, 3, "-1.23"}, {12.34, 3, "12.3"}, {123.4, 3, "123"}, {1234, 3, "1230"},
		{0.001234, 3, "0.00123"}, {0.000001, 2, "0.0000010"}, {123456789, 2, "120000000"}, {1000, 3, "1000"}, {7.5, 1, "8"},
		// A digit more before the point is one less behind it.
		{0.9996, 3, "1.00"}, {9.996, 3, "10.0"}, {99.96, 3, "100"}, {999.6, 3, "1000"}, {0.0996, 2, "0.10"}, {-9.996, 3, "-10.0"},
	} {
		if got := Digits(c.v, c.n); got != c.want {
			t.Errorf("Digits(%v, %d) = %s; want %s", c.v, c.n, got, c.want)
		}
	}
}

// A figure may be 0 in the nominal scenario, and of what is missing the first is kept.
func TestRange(t *testing.T) {
	f, _ := serialFigures(t)
	zero := func(s cell.Values) float64 { return map[string]float64{"0.8": 3}[s["ttfb"]] }
	if got := f.Range("Scaling", zero); f.Err != nil || got != (Range{0, 0, 3}) {
		t.Errorf("Range = %v, %v; want 0 (0 to 3.00)", got, f.Err)
	}
	first, second := errors.New("first"), errors.New("second")
	f.Range("Scaling", func(cell.Values) float64 { f.Keep(first); f.Keep(second); return 1 })
	if f.Err != first {
		t.Errorf("Err = %v; want %v", f.Err, first)
	}
}
