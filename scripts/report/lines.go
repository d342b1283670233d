package main

import (
	"cmp"
	"image/color"
	"maps"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// series is one line, mostly a reader's.
type series struct {
	name   string
	look   look
	points plotter.XYs // by x
}

const (
	chartWidth  = vg.Length(560)
	chartHeight = vg.Length(400)
	labelRoom   = vg.Length(112) // right of the plot
	labelSize   = vg.Length(11)
)

// lineChart has a logarithmic axis each way, a line a reader, and each reader's
// name where its line ends.
func lineChart(name, alt string, p *plot.Plot, ticks []plot.Tick, lines []series) picture {
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.ConstantTicks(ticks)
	p.Add(newGrid())
	for _, s := range lines {
		style := draw.LineStyle{Color: s.look.hue, Width: 1.75, Dashes: s.look.dashes}
		p.Add(&plotter.Line{XYs: s.points, LineStyle: style}, &plotter.Scatter{XYs: s.points, GlyphStyle: s.look.marker(3)})
	}
	logScale(&p.Y, p.Y.Min, p.Y.Max, "125")
	p.Add(painted(func(c draw.Canvas, p *plot.Plot) { writeNames(c, p, lines) }))
	return picture{name: name, alt: alt, plot: p, width: chartWidth, height: chartHeight, room: vg.Rectangle{Max: vg.Point{X: -labelRoom}}}
}

// label is a reader's name beside the end of its line.
type label struct {
	text    string
	hue     color.Color
	end, at vg.Point // of the line, and where the name stands
}

// writeNames puts each name right of the end of its line, and apart from others
// that end as far right.
func writeNames(c draw.Canvas, p *plot.Plot, lines []series) {
	toX, toY := p.Transforms(&c)
	byEnd := map[vg.Length][]*label{}
	for _, s := range lines {
		last := s.points[len(s.points)-1]
		end := vg.Point{X: toX(last.X), Y: toY(last.Y)}
		byEnd[end.X] = append(byEnd[end.X], &label{s.name, s.look.hue, end, vg.Point{X: end.X + 12, Y: end.Y}})
	}
	for _, x := range slices.Sorted(maps.Keys(byEnd)) {
		spread(byEnd[x], labelSize+2, labelSize, chartHeight-labelSize)
		for _, name := range byEnd[x] {
			c.StrokeLine2(draw.LineStyle{Color: name.hue, Width: 0.4}, name.end.X+4, name.end.Y, name.at.X-2, name.at.Y)
			write(c, p, name.hue, name.at, name.text)
		}
	}
}

// spread moves names apart, each as little as those below it leave it.
func spread(names []*label, gap, low, high vg.Length) {
	slices.SortFunc(names, func(a, b *label) int { return cmp.Compare(a.end.Y, b.end.Y) })
	for i, n := range names {
		n.at.Y = max(n.at.Y, low)
		if i > 0 {
			n.at.Y = max(n.at.Y, names[i-1].at.Y+gap)
		}
	}
	for i, n := range slices.Backward(names) { // what went over the top goes down again
		n.at.Y = min(n.at.Y, high-gap*vg.Length(len(names)-1-i))
	}
}
