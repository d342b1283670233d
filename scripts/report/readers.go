package main

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// withCandidates is the readers in an order of their own, and after them every
// candidate of the registry that is in neither list: one that is added is compared.
func withCandidates(readers []string, omitted ...string) []string {
	all := slices.Clone(readers)
	for _, r := range rows.Candidates() {
		if !slices.Contains(all, r.Name) && !slices.Contains(omitted, r.Name) {
			all = append(all, r.Name)
		}
	}
	return all
}

// option is a reader that one could choose.
type option struct{ Name, What, Memory string }

// Options are the readers that the decision is between: in words of its own, and what
// the registry has beside them.
func (f *facts) Options() []option {
	all := []option{
		{"mutex", "one stream, one caller at a time", "none"},
		{"mutex-barging", "the same, with a lock for whoever comes first", "none"},
		{"stateless", "a request a call", "none"},
		{"pooled-locked", "the pool behind one lock (a control)", "none"},
		{"pooled", "up to 16 streams, kept where they stopped", "none"},
		{"readahead", "blocks fetched ahead of everyone who reads on", "80 MiB at most"},
	}
	var named []string
	for _, o := range all {
		named = append(named, o.Name)
	}
	for _, reader := range withCandidates(named)[len(named):] {
		all = append(all, option{reader, rows.Lookup(reader).Summary, f.memoryOf(reader)})
	}
	return all
}

// memoryOf is what the reader kept of 64 MiB, if it can say.
func (f *facts) memoryOf(reader string) string {
	peak, err := f.Figures.Value(copied("Upload", "manager", reader, "64MiB"), cell.PeakBuffer)
	if err != nil {
		return "none"
	}
	return digits(peak/(1<<20)) + " MiB"
}

// look is how a reader is drawn wherever it is: a hue and a shape for its family,
// dashes for its variants.
type look struct {
	hue    role
	glyph  draw.GlyphDrawer
	dashes []vg.Length
}

// families are the looks by strategies.Strategy.Family.
var families = map[string]look{
	"mutex":     {hue: mutexHue, glyph: draw.BoxGlyph{}},
	"stateless": {hue: statelessHue, glyph: draw.PyramidGlyph{}},
	"pooled":    {hue: pooledHue, glyph: draw.CircleGlyph{}},
	"readahead": {hue: readaheadHue, glyph: draw.SquareGlyph{}},
}

func lookOf(reader string) look {
	r := rows.Lookup(reader)
	l, ok := families[r.Family]
	if !ok {
		l = look{hue: reference, glyph: draw.PlusGlyph{}}
	}
	switch {
	case reader == rows.Floor:
		l.dashes = []vg.Length{6, 3, 1, 3}
	case r.Barging, r.Lock == strategies.LockOutside:
		l.dashes = []vg.Length{5, 3}
	case r.Fitted:
		l.dashes = []vg.Length{1, 2}
	}
	return l
}
