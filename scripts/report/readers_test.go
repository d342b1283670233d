package main

import (
	"cmp"
	"slices"
	"testing"

	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

func TestWithCandidates(t *testing.T) {
	if got, want := withCandidates([]string{"pooled", "stream"}, "readahead"), []string{"pooled", "stream", "mutex", "stateless"}; !slices.Equal(got, want) {
		t.Errorf("withCandidates = %q; want %q", got, want)
	}
}

// Every family of the registry has a look, and variants of one can be told apart
// without colours.
func TestLooks(t *testing.T) {
	for _, s := range strategies.All() {
		if _, ok := glyphs[s.Family]; !ok && s.Family != "" {
			t.Errorf("%s is of family %q, which has no look", s.Name, s.Family)
		}
	}
	for _, c := range []struct {
		reader, like string
		dashes       int
	}{
		{"mutex", "mutex", 0}, {"mutex-barging", "mutex", 2}, {"stateless-locked", "stateless", 2}, {"pooled-fitted", "pooled", 2},
		{rows.Floor, "", 4}, {"from outside", "", 0},
	} {
		got, want := lookOf(c.reader), hue(cmp.Or(c.like, "reference"))
		if got.hue != want || len(got.dashes) != c.dashes || got.glyph == nil {
			t.Errorf("lookOf(%s) = %+v; want hue %v and %d dashes", c.reader, got, want, c.dashes)
		}
	}
	if slices.Equal(lookOf("pooled-locked").dashes, lookOf("pooled-fitted").dashes) {
		t.Error("pooled-locked and pooled-fitted look the same")
	}
}

func TestMemoryOf(t *testing.T) {
	f, err := loadFacts(committed)
	if err != nil {
		t.Fatal(err)
	}
	for reader, want := range map[string]string{"readahead": "64.0 MiB", "pooled": "none"} {
		if got := f.MemoryOf(reader); got != want {
			t.Errorf("MemoryOf(%s) = %s; want %s", reader, got, want)
		}
	}
}
