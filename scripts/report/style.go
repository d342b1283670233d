package main

import (
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// look is how a reader is drawn wherever it is: a hue and a shape for its policy,
// dashes for its variants.
type look struct {
	hue    role
	glyph  draw.GlyphDrawer
	dashes []vg.Length
}

func lookOf(reader string) look {
	l := look{hue: reference, glyph: draw.PlusGlyph{}}
	switch {
	case strings.HasPrefix(reader, "mutex"), reader == "merged":
		l = look{hue: mutexHue, glyph: draw.BoxGlyph{}}
	case strings.HasPrefix(reader, "stateless"):
		l = look{hue: statelessHue, glyph: draw.PyramidGlyph{}}
	case strings.HasPrefix(reader, "pooled"):
		l = look{hue: pooledHue, glyph: draw.CircleGlyph{}}
	case strings.HasPrefix(reader, "readahead"):
		l = look{hue: readaheadHue, glyph: draw.SquareGlyph{}}
	case reader == "floor":
		l.dashes = []vg.Length{6, 3, 1, 3}
	}
	switch {
	case strings.HasSuffix(reader, "-locked"), strings.HasSuffix(reader, "-barging"):
		l.dashes = []vg.Length{5, 3}
	case strings.HasSuffix(reader, "-fitted"):
		l.dashes = []vg.Length{1, 2}
	}
	return l
}
