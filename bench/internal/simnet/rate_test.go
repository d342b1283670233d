package simnet

import (
	"testing"
	"time"
)

// Segments take as long as one piece of their length, whatever the rounding.
func TestLineCarriesTheRemainder(t *testing.T) {
	for _, rate := range []int64{3, 7e5, 90e6, 1.25e9, 999_999_937} {
		l := line{rate: rate}
		var got time.Duration
		const n, size = 1001, 12_345
		for range n {
			got = l.pass(5, size)
		}
		if want := time.Duration(5 + n*size*int64(time.Second)/rate); got != want {
			t.Errorf("rate %d: %d segments took until %v; want %v", rate, n, got, want)
		}
	}
}

func TestLineWaitsForNothingWhenIdle(t *testing.T) {
	l := line{rate: 1e9}
	l.pass(0, 100)
	if got := l.pass(1000, 50); got != 1050 {
		t.Errorf("an idle line passed 50 bytes at %v; want 1050", got)
	}
	if got := l.pass(1010, 50); got != 1100 {
		t.Errorf("a busy line passed 50 bytes at %v; want 1100", got)
	}
	if got := (&line{}).pass(7, 1<<30); got != 7 {
		t.Errorf("a line without a rate passed at %v; want 7", got)
	}
}
