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
	p := newPlot(l.title)
	p.X.Label.Text, p.Y.Label.Text = l.x, l.y
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker = plot.ConstantTicks(l.ticks)
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
	p.Y.Min, p.Y.Max = decadesAround(p.Y.Min, p.Y.Max)
	p.Y.Tick.Marker = plot.ConstantTicks(decadeTicks(p.Y.Min, p.Y.Max))
	return render(chartWidth, chartHeight, func(all draw.Canvas) {
		area := draw.Crop(all, 0, -labelRoom, 0, 0)
		p.Draw(area)
		l.drawLabels(p, area)
	})
}

// decadesAround widens the range to 1, 2 or 5 times a power of ten.
func decadesAround(low, high float64) (float64, float64) {
	decade := math.Pow(10, math.Floor(math.Log10(low)))
	for _, m := range []float64{5, 2, 1} {
		if low >= m*decade {
			low = m * decade
			break
		}
	}
	return low, niceStep(high)
}

// decadeTicks labels the powers of ten, and marks 2 and 5 times them.
func decadeTicks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for exp := math.Floor(math.Log10(low)); exp <= math.Log10(high); exp++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, exp)
			if v < low*0.999 || v > high*1.001 {
				continue
			}
			ticks = append(ticks, plot.Tick{Value: v, Label: plainNumber(v)})
		}
	}
	return ticks
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
