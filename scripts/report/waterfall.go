package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"readeratbench/scripts/internal/results"
)

// A waterfall has a row for each connection, in the order in which they were
// opened, from the top down, and in it every request from its beginning to its end.
type waterfall struct {
	requests []results.Request
	until    float64 // seconds shown
}

func isGET(r results.Request) bool  { return r.Operation == "GET" && r.Object == "source" }
func isPart(r results.Request) bool { return r.Operation == "PUT" }

// phase is a part of a request's life that has a colour of its own.
type phase struct {
	role     string
	from, to float64
}

// phases of a GET: until its first byte (handshake, request, the store's own time),
// and its body, open until it is read or closed. Of a part: handshake, sending, and
// the wait for its acknowledgement.
func phases(r results.Request) []phase {
	switch {
	case isGET(r):
		return []phase{{"wait", r.Start, r.First}, {"body", r.First, r.End}}
	case isPart(r):
		return []phase{{"wait", r.Start, r.Connected}, {"send", r.Connected, r.Sent}, {"ack", r.Sent, r.End}}
	}
	return []phase{{"ack", r.Start, r.End}}
}

// waterfalls are the beginning of every reader's copy, on one scale, a little more than
// all of pooled's; and the same copies whole.
func waterfalls(f *facts) []picture {
	const first = 0.7
	var all []picture
	for _, reader := range withCandidates(f.Values("Waterfall", "reader")) {
		took := f.Time("Waterfall", "manager", reader)
		if f.Err != nil {
			return nil
		}
		part, whole := waterfall{f.requests[reader], first}, waterfall{f.requests[reader], took}
		all = append(all,
			part.picture("waterfall-first-"+reader, fmt.Sprintf("%s: the first %v s", reader, first), took),
			whole.picture("waterfall-all-"+reader, fmt.Sprintf("%s: all %s", reader, seconds(took)), took))
	}
	return all
}

func (w waterfall) picture(name, title string, took float64) picture {
	p := newPlot(title, "virtual seconds", "connection")
	n := float64(w.connections())
	p.X.Min, p.X.Max = 0, w.until
	p.Y.Min, p.Y.Max = -n-0.5, -0.5 // downwards
	p.X.Tick.Marker, p.Y.Tick.Marker = secondTicks(w.until), connectionTicks(n)
	p.X.Padding, p.Y.Padding = 0, 0
	p.Add(w)
	return picture{
		name: name, alt: w.alternative(took), plot: p, width: 300, height: 250,
		room: vg.Rectangle{Min: vg.Point{X: 2, Y: 2}, Max: vg.Point{X: -8, Y: -2}},
	}
}

// alternative tells what is shown, in words.
func (w waterfall) alternative(took float64) string {
	gets, puts, waiting := 0, 0, 0.0
	for _, r := range w.requests {
		switch {
		case r.Start >= w.until:
		case isGET(r):
			gets++
			waiting += min(r.First, w.until) - r.Start
		case isPart(r):
			puts++
		}
	}
	return fmt.Sprintf("Requests of one copy of 64 MiB, which takes %s in all, on a time axis of %s with a row for each of %s connections: %s GETs of the source, which wait %s for their first byte added up, and %d uploads of parts.",
		seconds(took), seconds(w.until), grouped(float64(w.connections())), grouped(float64(gets)), seconds(waiting), puts)
}

// connections is how many have a request in what is shown.
func (w waterfall) connections() int {
	n := 0
	for _, r := range w.requests {
		if r.Start < w.until {
			n = max(n, r.Conn)
		}
	}
	return n
}

// resolution is a third of a unit of the picture: of what is closer together, one
// is drawn, or a copy with thousands of requests would make a picture of megabytes.
const resolution = 3

// bar is a drawn phase, in resolutions.
type bar struct {
	role      string
	x0, x1, y int
}

// Plot implements plot.Plotter.
func (w waterfall) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	row := toY(-1) - toY(-2)
	thick := max(row*0.75, 1.25)
	crowded := row < 1 // so that requests hide each other: what is longest is drawn
	paths := map[string]vg.Path{}
	drawn := map[bar]bool{}
	for _, r := range w.requests {
		drawable := phases(r)
		if crowded {
			drawable = longest(drawable)
		}
		for _, f := range drawable {
			if f.from >= w.until || f.to <= f.from {
				continue
			}
			b := bar{f.role, rounded(toX(f.from)), rounded(toX(min(f.to, w.until))), rounded(toY(-float64(r.Conn)))}
			if crowded {
				b.x1 = max(b.x1, b.x0+1)
			}
			if b.x0 == b.x1 || drawn[b] {
				continue
			}
			drawn[b] = true
			path := paths[f.role]
			y := vg.Length(b.y) / resolution
			path.Move(vg.Point{X: vg.Length(b.x0) / resolution, Y: y})
			path.Line(vg.Point{X: vg.Length(b.x1) / resolution, Y: y})
			paths[f.role] = path
		}
	}
	c.SetLineWidth(thick)
	for _, role := range []string{"wait", "body", "send", "ack"} {
		if path := paths[role]; path != nil {
			c.SetColor(hue(role))
			c.Stroke(path)
		}
	}
}

func longest(phases []phase) []phase {
	return []phase{slices.MaxFunc(phases, func(a, b phase) int { return cmp.Compare(a.to-a.from, b.to-b.from) })}
}

func rounded(v vg.Length) int { return int(math.Round(float64(v) * resolution)) }
