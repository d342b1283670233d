package main

import (
	"image/color"
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

// MemoryOf is what the reader kept of 64 MiB, if it can say.
func (f *facts) MemoryOf(reader string) string {
	peak, err := f.Figures.Figures.Value(named("Upload", "manager", reader), cell.PeakBuffer)
	if err != nil {
		return "none"
	}
	return digits(peak/(1<<20)) + " MiB"
}

// look is how a reader is drawn wherever it is: a hue and a shape for its family,
// dashes for its variants.
type look struct {
	hue    color.Color
	glyph  draw.GlyphDrawer
	dashes []vg.Length
}

// glyphs are by strategies.Strategy.Family, which is the role of a colour as well.
var glyphs = map[string]draw.GlyphDrawer{
	"mutex":     draw.BoxGlyph{},
	"stateless": draw.PyramidGlyph{},
	"pooled":    draw.CircleGlyph{},
	"readahead": draw.SquareGlyph{},
}

func lookOf(reader string) look {
	r := rows.Lookup(reader)
	l := look{hue: hue("reference"), glyph: draw.PlusGlyph{}}
	if glyph, ok := glyphs[r.Family]; ok {
		l = look{hue: hue(r.Family), glyph: glyph}
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

// marker is the reader's shape.
func (l look) marker(radius vg.Length) draw.GlyphStyle {
	return draw.GlyphStyle{Color: l.hue, Radius: radius, Shape: l.glyph}
}
