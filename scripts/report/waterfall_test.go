package main

import (
	"strings"
	"testing"
)

func TestPhases(t *testing.T) {
	r := request{operation: "GET", object: "source", start: 1, connected: 2, sent: 3, first: 4, end: 5}
	if got, want := r.phases(), [][2]float64{{1, 4}, {4, 5}}; len(got) != 2 || got[0].from != want[0][0] || got[0].to != want[0][1] || got[1].hue != bodyHue {
		t.Errorf("phases of a GET = %v; want %v", got, want)
	}
	r.operation, r.object = "PUT", "destination"
	if got := r.phases(); len(got) != 3 || got[1] != (phase{sendHue, 2, 3}) || got[2] != (phase{ackHue, 3, 5}) {
		t.Errorf("phases of a part = %v", got)
	}
	if got := longest(r.phases()); len(got) != 1 || got[0].hue != ackHue {
		t.Errorf("longest = %v", got)
	}
}

// Every request that is shown is drawn, those after the end of the axis are not, and
// thousands that lie on each other are not drawn thousands of times.
func TestWaterfall(t *testing.T) {
	get := func(conn int, start float64) request {
		return request{operation: "GET", object: "source", conn: conn, start: start, connected: start, sent: start, first: start + 0.1, end: start + 0.2}
	}
	draw := func(requests ...request) string {
		svg, err := waterfall{"x", requests, 1}.draw()
		if err != nil {
			t.Fatal(err)
		}
		return string(svg)
	}
	moves := func(svg string) int { // segments of the two hues of GETs
		n := 0
		for line := range strings.Lines(svg) {
			if strings.Contains(line, "#010008") || strings.Contains(line, "#010009") {
				n += strings.Count(line, "M")
			}
		}
		return n
	}
	if got := moves(draw(get(1, 0), get(2, 0.3), get(3, 1.5))); got != 4 {
		t.Errorf("%d segments of two requests; want 4, two each", got)
	}
	var many []request
	for i := range 5000 {
		many = append(many, get(i+1, float64(i)/5000))
	}
	if got := moves(draw(many...)); got < 200 || got > 2500 {
		t.Errorf("%d segments of 5,000 requests; want some that fill the picture", got)
	}
	w := waterfall{"x", many, 0.5}
	if got := w.connections(); got != 2500 {
		t.Errorf("connections = %d; want 2500", got)
	}
	for _, want := range []string{"2,500 connections", "2,500 GETs", "0 uploads"} {
		if got := w.alternative(2); !strings.Contains(got, want) {
			t.Errorf("alternative = %q; want %q in it", got, want)
		}
	}
}
