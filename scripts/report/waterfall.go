package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A waterfall has a row for each connection, in the order in which they were
// opened, from the top down, and in it every request from its beginning to its end.
type waterfall struct {
	title    string
	requests []request
	until    float64 // seconds shown
}

// phase is a part of a request's life that has a colour of its own.
type phase struct {
	hue      role
	from, to float64
}

// phases of a GET: until its first byte (handshake, request, the store's own time),
// and its body, open until it is read or closed. Of a part: handshake, sending, and
// the wait for its acknowledgement.
func (r request) phases() []phase {
	switch {
	case r.get():
		return []phase{{waitHue, r.start, r.first}, {bodyHue, r.first, r.end}}
	case r.put():
		return []phase{{waitHue, r.start, r.connected}, {sendHue, r.connected, r.sent}, {ackHue, r.sent, r.end}}
	}
	return []phase{{ackHue, r.start, r.end}}
}

// firstSeconds is what the first waterfalls show of every reader, on one scale: a
// little more than all of pooled's copy.
const firstSeconds = 0.7

func waterfalls(f *facts) (first, all []sketch) {
	for _, reader := range withCandidates(f.Values("Waterfall", "reader")) {
		took := f.timeOf(waterfallCell(reader))
		part := waterfall{fmt.Sprintf("%s: the first %v s", reader, firstSeconds), f.traces[reader], firstSeconds}
		first = append(first, sketch{"waterfall-first-" + reader, part.title, part.alternative(took), part})
		whole := waterfall{fmt.Sprintf("%s: all %s", reader, seconds(took)), f.traces[reader], took}
		all = append(all, sketch{"waterfall-all-" + reader, whole.title, whole.alternative(took), whole})
	}
	return first, all
}

// alternative tells what is shown, in words.
func (w waterfall) alternative(took float64) string {
	gets, puts, waiting := 0, 0, 0.0
	for _, r := range w.requests {
		switch {
		case r.start >= w.until:
		case r.get():
			gets++
			waiting += min(r.first, w.until) - r.start
		case r.put():
			puts++
		}
	}
	return fmt.Sprintf("Requests of one copy of 64 MiB, which takes %s in all, on a time axis of %s with a lane for each of %s connections: %s GETs of the source, which wait %s for their first byte added up, and %d uploads of parts.",
		seconds(took), seconds(w.until), grouped(float64(w.connections())), grouped(float64(gets)), seconds(waiting), puts)
}

const (
	panelWidth  = vg.Length(300)
	panelHeight = vg.Length(250)
)

func (w waterfall) draw() ([]byte, error) {
	p := newPlot(w.title, "virtual seconds", "connection")
	p.X.Min, p.X.Max = 0, w.until
	n := w.connections()
	p.Y.Min, p.Y.Max = -float64(n)-0.5, -0.5 // downwards
	p.Y.Tick.Marker = connectionTicks(n)
	p.X.Tick.Marker = plot.TickerFunc(func(low, high float64) []plot.Tick { return roundTicks(high) })
	p.X.Padding, p.Y.Padding = 0, 0
	p.Add(w)
	return render(panelWidth, panelHeight, func(all draw.Canvas) {
		p.Draw(draw.Crop(all, 2, -8, 2, -2))
	})
}

// connections is how many have a request in what is shown.
func (w waterfall) connections() int {
	n := 0
	for _, r := range w.requests {
		if r.start < w.until {
			n = max(n, r.conn)
		}
	}
	return n
}

// resolution is a third of a unit of the picture: of what is closer together, one
// is drawn, or a copy with thousands of requests would make a picture of megabytes.
const resolution = 3

// bar is a drawn phase, in resolutions.
type bar struct {
	hue       role
	x0, x1, y int
}

// Plot implements plot.Plotter.
func (w waterfall) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	row := toY(-1) - toY(-2)
	thick := max(row*0.75, 1.25)
	crowded := row < 1 // so that requests hide each other: what is longest is drawn
	paths := map[role]vg.Path{}
	drawn := map[bar]bool{}
	for _, r := range w.requests {
		phases := r.phases()
		if crowded {
			phases = longest(phases)
		}
		for _, f := range phases {
			if f.from >= w.until || f.to <= f.from {
				continue
			}
			b := bar{f.hue, rounded(toX(f.from)), rounded(toX(min(f.to, w.until))), rounded(toY(-float64(r.conn)))}
			if crowded {
				b.x1 = max(b.x1, b.x0+1)
			}
			if b.x0 == b.x1 || drawn[b] {
				continue
			}
			drawn[b] = true
			path := paths[f.hue]
			y := vg.Length(b.y) / resolution
			path.Move(vg.Point{X: vg.Length(b.x0) / resolution, Y: y})
			path.Line(vg.Point{X: vg.Length(b.x1) / resolution, Y: y})
			paths[f.hue] = path
		}
	}
	c.SetLineWidth(thick)
	for hue := range roles { // in a fixed order
		if path := paths[hue]; path != nil {
			c.SetColor(hue.placeholder())
			c.Stroke(path)
		}
	}
}

func longest(phases []phase) []phase {
	return []phase{slices.MaxFunc(phases, func(a, b phase) int { return cmp.Compare(a.to-a.from, b.to-b.from) })}
}

func rounded(v vg.Length) int { return int(math.Round(float64(v) * resolution)) }

// connectionTicks numbers the rows: a few round numbers, and the last.
func connectionTicks(last int) plot.ConstantTicks {
	step := max(1, int(niceStep(float64(last)/5)))
	var ticks plot.ConstantTicks
	for n := step; n <= last-step/2; n += step {
		ticks = append(ticks, plot.Tick{Value: -float64(n), Label: grouped(float64(n))})
	}
	return append(ticks, plot.Tick{Value: -float64(last), Label: grouped(float64(last))})
}

// roundTicks has about five round numbers from 0 on.
func roundTicks(high float64) []plot.Tick {
	step := niceStep(high / 5)
	var ticks []plot.Tick
	for i := 0; float64(i)*step <= high*1.0001; i++ {
		v := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: v, Label: plainNumber(v)})
	}
	return ticks
}

// niceStep is 1, 2 or 5 times a power of ten, and at least v.
func niceStep(v float64) float64 {
	around := roundNumbers(v, v)
	return around[len(around)-1]
}
