package main

import (
	"cmp"
	"maps"
	"math"
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

// lineChart has a logarithmic axis each way, a line a reader, and each reader's
// name where its line ends.
type lineChart struct {
	title, x, y string
	ticks       []plot.Tick // of x
	series      []series
}

const (
	chartWidth  = vg.Length(560)
	chartHeight = vg.Length(400)
	labelRoom   = vg.Length(112) // right of the plot
	labelSize   = vg.Length(11)
)

func (l lineChart) draw() ([]byte, error) {
	p := newPlot(l.title, l.x, l.y)
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.ConstantTicks(l.ticks)
	addGrid(p)
	for _, s := range l.series {
		line, points, err := plotter.NewLinePoints(s.points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width, line.Dashes = s.look.hue.placeholder(), 1.75, s.look.dashes
		points.GlyphStyle = draw.GlyphStyle{Color: s.look.hue.placeholder(), Radius: 3, Shape: s.look.glyph}
		p.Add(line, points)
	}
	logScale(&p.Y, p.Y.Min, p.Y.Max, func(float64) bool { return true })
	return render(chartWidth, chartHeight, func(all draw.Canvas) {
		area := draw.Crop(all, 0, -labelRoom, 0, 0)
		p.Draw(area)
		l.drawLabels(p, area)
	})
}

// roundNumbers are 1, 2 and 5 times the powers of ten, from the last that is not above
// low to the first that is not below high.
func roundNumbers(low, high float64) []float64 {
	if low <= 0 {
		return []float64{low, high} // which have no logarithm: gonum says so
	}
	var all []float64
	for exp := math.Floor(math.Log10(low)); ; exp++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, exp)
			if v <= low {
				all = nil
			}
			if all = append(all, v); v >= high {
				return all
			}
		}
	}
}

// logScale gives an axis its range and its marks, of which not all may have one.
func logScale(a *plot.Axis, low, high float64, marked func(float64) bool) {
	all := roundNumbers(low, high)
	var ticks plot.ConstantTicks
	for _, v := range all {
		if marked(v) {
			ticks = append(ticks, plot.Tick{Value: v, Label: plainNumber(v)})
		}
	}
	a.Scale, a.Min, a.Max, a.Tick.Marker = plot.LogScale{}, all[0], all[len(all)-1], ticks
}

// label is a reader's name beside the end of its line.
type label struct {
	text    string
	hue     role
	end, at vg.Point // of the line, and where the name stands
}

// drawLabels puts each name right of the end of its line, and apart from others
// that end as far right.
func (l lineChart) drawLabels(p *plot.Plot, area draw.Canvas) {
	inner := p.DataCanvas(area)
	toX, toY := p.Transforms(&inner)
	byEnd := map[vg.Length][]*label{}
	for _, s := range l.series {
		last := s.points[len(s.points)-1]
		end := vg.Point{X: toX(last.X), Y: toY(last.Y)}
		byEnd[end.X] = append(byEnd[end.X], &label{s.name, s.look.hue, end, vg.Point{X: end.X + 12, Y: end.Y}})
	}
	for _, x := range slices.Sorted(maps.Keys(byEnd)) {
		spread(byEnd[x], labelSize+2, area.Min.Y+labelSize, area.Max.Y-labelSize)
		for _, name := range byEnd[x] {
			style := p.X.Tick.Label
			style.Color, style.Font.Size = name.hue.placeholder(), labelSize
			style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
			area.StrokeLine2(draw.LineStyle{Color: name.hue.placeholder(), Width: 0.4}, name.end.X+4, name.end.Y, name.at.X-2, name.at.Y)
			area.FillText(style, name.at, name.text)
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
