package strategies_test

import (
	"io"
	"slices"
	"testing"

	"readeratbench/strategies"
)

// The row makes the requests that Stateless makes over FromOpen, which knows no
// lengths: one to the object's end for each call.
func TestOpenEndedIsStatelessOverFromOpen(t *testing.T) {
	want := content(100)
	row, bridged := newFake(want), newFake(want)
	a := named(t, "stateless-open-ended").New(row)
	b := strategies.NewStateless(strategies.FromOpen(100, func(off int64) (io.ReadCloser, error) {
		return bridged.Open(t.Context(), off, -1)
	}))
	for _, r := range []strategies.Reader{a, b} {
		for _, off := range []int64{0, 10, 50, 10} {
			mustRead(t, r, want, 10, off)
		}
		r.ReadAt(make([]byte, 50), 90) // past the end, with bytes
		r.ReadAt(make([]byte, 50), 100)
		r.Close()
	}
	row.settled(t)
	bridged.settled(t)
	requests := []request{{0, -1}, {10, -1}, {50, -1}, {10, -1}, {90, -1}}
	if got := row.opens(); !slices.Equal(got, requests) {
		t.Errorf("opened %v; want %v", got, requests)
	}
	if got := bridged.opens(); !slices.Equal(got, requests) {
		t.Errorf("Stateless over FromOpen opened %v; want %v", got, requests)
	}
}
