package strategies_test

import (
	"io"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
	"readeratbench/strategies/readeratest"
)

// Every reader keeps to every rule of the conformance suite by itself, where
// nothing that resumes streams hides what it does with a broken one.
func TestConformance(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		readeratest.Run(t, func(_ testing.TB, src readeratest.Source) io.ReaderAt {
			return s.New(src, strategies.WithResumes(0))
		})
	})
}

// And as it comes, in a bubble: between attempts to resume a stream time passes.
// With fewer streams than callers, pools hand streams over while they are asked
// for; the mutex and the stateless reader do not care.
func TestConformanceWithResumes(t *testing.T) {
	for name, opts := range map[string][]strategies.Option{
		"streams=16": {strategies.WithLocker(newChanLock)},
		"streams=1":  {strategies.WithLocker(newChanLock), strategies.WithStreams(1)},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s strategies.Strategy) {
				synctest.Test(t, func(t *testing.T) {
					err := readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
						return s.New(src, opts...), nil
					})
					if err != nil {
						t.Error(err)
					}
				})
			})
		})
	}
}

// Objects of the suite are smaller than a block of Readahead: with small blocks
// and little memory its callers meet at borders and take memory from each other.
func TestConformanceOfSmallBlocks(t *testing.T) {
	for _, unit := range []int64{512, 5000} {
		err := readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
			return strategies.NewReadaheadOf(src, unit, 2*unit, strategies.WithBytes(10*unit), strategies.WithResumes(0)), nil
		})
		if err != nil {
			t.Errorf("blocks of %d bytes: %v", unit, err)
		}
	}
}
