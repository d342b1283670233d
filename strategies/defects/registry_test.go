package defects_test

import (
	"slices"
	"strings"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// Their summaries tell them from sound ones, and no name is used twice.
func TestAll(t *testing.T) {
	var names []string
	for _, s := range defects.All() {
		names = append(names, s.Name)
		if !strings.HasPrefix(s.Summary, "UNSOUND: ") {
			t.Errorf("%s: summary %q does not say UNSOUND", s.Name, s.Summary)
		}
		if slices.ContainsFunc(strategies.All(), func(o strategies.Strategy) bool { return o.Name == s.Name }) {
			t.Errorf("%s is the name of a sound strategy too", s.Name)
		}
		if r := s.New(source{object: object(7)}); r.Size() != 7 {
			t.Errorf("%s: Size() = %d; want 7", s.Name, r.Size())
		}
	}
	if want := []string{"offset-ignored", "unsynchronised", "merged", "contentutil"}; !slices.Equal(names, want) {
		t.Errorf("All() = %v; want %v", names, want)
	}
}
