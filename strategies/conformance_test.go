package strategies_test

import (
	"io"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/readeratest"
)

// Every reader keeps to every rule of the conformance suite.
func TestConformance(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		readeratest.Run(t, func(_ testing.TB, src readeratest.Source) io.ReaderAt {
			return s.New(src)
		})
	})
}

// With fewer streams than callers, pools hand streams over while they are asked
// for; the mutex and the stateless reader do not care.
func TestConformanceWithOneStream(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		err := readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
			return s.New(src, strategies.WithStreams(1)), nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Objects of the suite are smaller than a block of Readahead: with small blocks
// and little memory its callers meet at borders and take memory from each other.
func TestConformanceOfSmallBlocks(t *testing.T) {
	for _, unit := range []int64{512, 5000} {
		err := readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
			return strategies.NewReadaheadOf(src, unit, 2*unit, strategies.WithBytes(10*unit)), nil
		})
		if err != nil {
			t.Errorf("blocks of %d bytes: %v", unit, err)
		}
	}
}
