package defects_test

import (
	"errors"
	"io"
	"slices"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
	"readeratbench/strategies/readeratest"
)

// threeDefects are the rules that the defects of the package comment break, in
// their order. They need no concurrency, so that a lock does not mend them.
var threeDefects = []string{"no-shared-position", "short-read-has-error", "not-eof-after-close"}

// The suite rejects each by name of rule.
func TestConformance(t *testing.T) {
	t.Setenv("READERATEST_PATIENCE", "500ms") // both wait for ever in Close
	want := map[string][]string{
		"merged":         threeDefects,
		"unsynchronised": append(slices.Clone(threeDefects), "interleaved-calls", "one-goroutine-a-stream"),
	}
	both(t, func(t *testing.T, s strategies.Strategy) {
		if s.Name == "unsynchronised" && raceEnabled {
			t.Skip("a data race by nature: the race detector ends the test before the suite can")
		}
		got := brokenRules(readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
			return s.New(src), nil
		}))
		for _, rule := range want[s.Name] {
			if !slices.Contains(got, rule) {
				t.Errorf("broke %v; want %s among them", got, rule)
			}
		}
	})
}

// The stale offset shows even where the suite sees nothing but the reader.
func TestConformanceOfMergedInABlackBox(t *testing.T) {
	want := object(10_000)
	got := brokenRules(readeratest.TestReaderAt(defects.NewMerged(source{object: want}), want))
	if !slices.Contains(got, "no-shared-position") {
		t.Errorf("broke %v; want no-shared-position among them", got)
	}
}

// brokenRules lists the rules that a report names.
func brokenRules(report error) (rules []string) {
	if report == nil {
		return nil
	}
	if joined, ok := report.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			rules = append(rules, brokenRules(err)...)
		}
		return rules
	}
	if v, ok := errors.AsType[*readeratest.Violation](report); ok {
		rules = append(rules, v.Rule)
	}
	return rules
}
