package readeratest

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// impatient shortens the waits for readers that hang and leak for ever.
func impatient(t testing.TB) {
	p, l := patience, leakPatience
	patience, leakPatience = 300*time.Millisecond, 20*time.Millisecond
	t.Cleanup(func() { patience, leakPatience = p, l })
}

// broken lists the rules that an error of the suite's names.
func brokenRules(err error) (rules []string) {
	if v, ok := errors.AsType[*Violation](err); ok && v == err {
		return []string{v.Rule}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			for _, r := range brokenRules(e) {
				if !slices.Contains(rules, r) {
					rules = append(rules, r)
				}
			}
		}
	}
	return rules
}

// Every specimen is rejected by the rule meant for it, every time.
func TestZooIsRejected(t *testing.T) {
	impatient(t)
	for _, s := range zoo() {
		t.Run(s.name, func(t *testing.T) {
			if s.stress {
				t.Skip("found by luck")
			}
			for range repetitions(t) {
				err := Check(s.newReader)
				if got := brokenRules(err); !slices.Contains(got, s.rule) {
					t.Errorf("broke %v; want %s", got, s.rule)
				} else {
					t.Log(got)
				}
			}
		})
	}
}
