package strategies_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// Each call asks for exactly its bytes, cut at the object's end.
func TestStatelessAsksForExactRanges(t *testing.T) {
	want := content(100)
	src := newFake(want)
	r := strategies.NewStateless(src)
	mustRead(t, r, want, 10, 0)
	mustRead(t, r, want, 10, 10)
	r.ReadAt(make([]byte, 50), 90)
	r.Close()
	src.settled(t)
	if got, want := src.opens(), []request{{0, 10}, {10, 10}, {90, 10}}; !slices.Equal(got, want) {
		t.Errorf("opened %v; want %v", got, want)
	}
}

// No call waits for another.
func TestStatelessReadsConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := newFake(content(1000))
		busy := stepped(src)
		r := strategies.NewStateless(src)
		for i := range int64(20) {
			read(r, 10, i*10)
		}
		synctest.Wait()
		if got := len(busy); got != 20 {
			t.Errorf("%d reads in flight; want 20", got)
		}
		for range 20 {
			close(<-busy)
		}
		synctest.Wait()
		r.Close()
		src.settled(t)
	})
}
