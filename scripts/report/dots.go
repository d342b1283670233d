package main

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	rowHeight = vg.Length(22)
	textRoom  = vg.Length(150) // right of the plot
)

// costPictures have a row a reader and a dot for what its GETs cost on a logarithmic
// axis, with their number beside it.
func costPictures(f *facts) []picture {
	var all []picture
	for _, uploader := range []string{"manager", "transfermanager"} {
		title := "GETs of a copy of 64 MiB, and what they cost: " + uploader
		p := newPlot(title, "USD for the GETs of a TiB of such objects", "")
		alt := title
		var names []plot.Tick
		var texts []string
		for i, reader := range withCandidates([]string{"mutex", "mutex-barging", "stateless", "pooled", "pooled-locked", "readahead", "stream"}) {
			gets, cost := f.GETs("Upload", uploader, reader), f.USD(uploader, reader)
			text := fmt.Sprintf("%s GETs, %s", grouped(gets), usd(cost))
			if gets == 1 {
				text = "1 GET, " + usd(cost)
			}
			y := -float64(i)
			p.Add(&plotter.Scatter{XYs: plotter.XYs{{X: cost, Y: y}}, GlyphStyle: lookOf(reader).marker(4.5)})
			names, texts = append(names, plot.Tick{Value: y, Label: reader}), append(texts, text)
			alt += fmt.Sprintf("; %s: %s", reader, text)
		}
		logScale(&p.X, p.X.Min*0.9, p.X.Max*1.1, "1")
		p.Y.Min, p.Y.Max = -float64(len(names))+0.4, 0.6
		p.Y.Tick.Marker = plot.ConstantTicks(names)
		p.Y.Tick.Length, p.Y.Width = 0, 0
		p.Add(newGrid(), painted(func(c draw.Canvas, p *plot.Plot) {
			_, toY := p.Transforms(&c)
			for i, text := range texts {
				write(c, p, hue("ink"), vg.Point{X: chartWidth - textRoom + 8, Y: toY(-float64(i))}, text)
			}
		}))
		all = append(all, picture{
			name: "cost-" + uploader, alt: alt + " per TiB.", plot: p,
			width: chartWidth, height: 80 + rowHeight*vg.Length(len(names)),
			room: vg.Rectangle{Min: vg.Point{X: 2, Y: 2}, Max: vg.Point{X: -textRoom}},
		})
	}
	return all
}
