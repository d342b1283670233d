package main

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dotChart has a row a reader and a dot for its value on a logarithmic axis, with
// what it says beside it.
type dotChart struct {
	title, x string
	rows     []dotRow
}

type dotRow struct {
	reader string
	value  float64
	text   string
}

const rowHeight = vg.Length(22)

func (d dotChart) draw() ([]byte, error) {
	p := newPlot(d.title, d.x, "")
	var names []plot.Tick
	for i, row := range d.rows {
		y := -float64(i)
		names = append(names, plot.Tick{Value: y, Label: row.reader})
		dot, err := plotter.NewScatter(plotter.XYs{{X: row.value, Y: y}})
		if err != nil {
			return nil, err
		}
		look := lookOf(row.reader)
		dot.GlyphStyle = draw.GlyphStyle{Color: look.hue.placeholder(), Radius: 4.5, Shape: look.glyph}
		p.Add(dot)
	}
	logScale(&p.X, p.X.Min*0.9, p.X.Max*1.1, powerOfTen)
	p.Y.Min, p.Y.Max = -float64(len(d.rows))+0.4, 0.6
	p.Y.Tick.Marker = plot.ConstantTicks(names)
	p.Y.Tick.Length, p.Y.Width = 0, 0
	addGrid(p)
	return render(chartWidth, 80+rowHeight*vg.Length(len(d.rows)), func(all draw.Canvas) {
		area := draw.Crop(all, 2, -150, 2, 0)
		p.Draw(area)
		d.drawTexts(p, area)
	})
}

func (d dotChart) drawTexts(p *plot.Plot, area draw.Canvas) {
	inner := p.DataCanvas(area)
	_, toY := p.Transforms(&inner)
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	for i, row := range d.rows {
		area.FillText(style, vg.Point{X: area.Max.X + 8, Y: toY(-float64(i))}, row.text)
	}
}

func powerOfTen(v float64) bool {
	exp := math.Log10(v)
	return math.Abs(exp-math.Round(exp)) < 1e-9
}
