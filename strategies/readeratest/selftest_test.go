package readeratest

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// impatient shortens the waits for readers that hang and leak for ever.
func impatient(t testing.TB) {
	p, l := patience, leakPatience
	patience, leakPatience = 200*time.Millisecond, 50*time.Millisecond
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

// check checks a mutant against the rule meant for it, with a seed of its own.
// The rules share nothing, so that this is what Check does with that rule.
func (s mutant) check() error {
	session := newSession(ruleNamed(s.rule), settings{rand.Uint64(), patience})
	session.newReader = s.newReader
	session.check(session)
	return session.result()
}

func ruleNamed(name string) rule {
	return rules[slices.IndexFunc(rules, func(r rule) bool { return r.name == name })]
}

// Every mutant is rejected by the rule meant for it, every time.
func TestMutantsAreRejected(t *testing.T) {
	impatient(t)
	for _, s := range mutants() {
		t.Run(s.name, func(t *testing.T) {
			if s.stress {
				t.Skip("found by luck; its rate is in README.md")
			}
			if s.races && raceEnabled {
				t.Skip("a data race by nature: the race detector comes first")
			}
			missed, n := 0, 3*repetitions(t)
			for range n {
				if s.check() == nil {
					missed++
				}
			}
			if missed > 0 {
				t.Errorf("%s missed it in %d of %d runs", s.rule, missed, n)
			}
		})
	}
}

// Nothing that needs no source and no Close gets by where the suite sees nothing
// but the reader.
func TestMutantsAreRejectedInABlackBox(t *testing.T) {
	impatient(t)
	for _, s := range slices.Concat(positionMutants, bytesMutants) {
		src := newFaultSource(script{}, newWatch(patience))
		if got := brokenRules(TestReaderAt(s.open(src), src.content)); !slices.Contains(got, s.rule) {
			t.Errorf("%s broke %v; want %s", s.name, got, s.rule)
		}
	}
}

// Every rule is the one meant for a mutant, or it would not be known to work.
func TestEveryRuleHasItsMutant(t *testing.T) {
	for _, r := range rules {
		if !slices.ContainsFunc(mutants(), func(s mutant) bool { return s.rule == r.name }) {
			t.Errorf("no mutant for %s", r.name)
		}
	}
	for _, s := range mutants() {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.name == s.rule }) {
			t.Errorf("%s is meant for %s, which is no rule", s.name, s.rule)
		}
	}
}
