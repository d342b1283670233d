package main

import (
	"io"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/results"
	"readeratbench/strategies"
)

// judged adds to what shows a set that it says no: some cell failed, or a reader that is
// not declared a defect copied wrong bytes.
func judged(set *results.Set) func(render, error) (render, error) {
	return func(show render, err error) (render, error) {
		return func(w io.Writer) error {
			if err := show(w); err != nil {
				return err
			}
			return verdict(set)
		}, err
	}
}

func verdict(set *results.Set) error {
	var failed, wrong []string
	for _, r := range set.Results {
		n := results.NameOf(r)
		if why, ok := set.Failed[n]; ok {
			failed = append(failed, why)
		}
		if bytes, _ := r.Value(cell.WrongBytes); bytes != 0 && rows.Lookup(n.Get("reader")).Kind != strategies.Defect {
			wrong = append(wrong, "wrong bytes: "+n.Config())
		}
	}
	if len(failed)+len(wrong) == 0 {
		return nil
	}
	return exit.No("%d of %d cells failed, %d copied wrong bytes with a reader that is not declared a defect:\n%s",
		len(failed), len(set.Results), len(wrong), strings.Join(slices.Concat(wrong, failed), "\n"))
}
