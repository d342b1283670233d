package main

import (
	"strings"
	"testing"

	"readeratbench/scripts/internal/results"
)

func TestPhases(t *testing.T) {
	r := results.Request{Operation: "GET", Object: "source", Start: 1, Connected: 2, Sent: 3, First: 4, End: 5}
	if got, want := phases(r), [][2]float64{{1, 4}, {4, 5}}; len(got) != 2 || got[0].from != want[0][0] || got[0].to != want[0][1] || got[1].role != "body" {
		t.Errorf("phases of a GET = %v; want %v", got, want)
	}
	r.Operation, r.Object = "PUT", "destination"
	if got := phases(r); len(got) != 3 || got[1] != (phase{"send", 2, 3}) || got[2] != (phase{"ack", 3, 5}) {
		t.Errorf("phases of a part = %v", got)
	}
	if got := longest(phases(r)); len(got) != 1 || got[0].role != "ack" {
		t.Errorf("longest = %v", got)
	}
}

// Every request that is shown is drawn, those after the end of the axis are not, and
// thousands that lie on each other are not drawn thousands of times.
func TestWaterfall(t *testing.T) {
	get := func(conn int, start float64) results.Request {
		return results.Request{Operation: "GET", Object: "source", Conn: conn, Start: start, Connected: start, Sent: start, First: start + 0.1, End: start + 0.2}
	}
	draw := func(requests ...results.Request) string {
		svg, err := waterfall{requests, 1}.picture("x", "x", 1).draw()
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
	var many []results.Request
	for i := range 5000 {
		many = append(many, get(i+1, float64(i)/5000))
	}
	if got := moves(draw(many...)); got < 200 || got > 2500 {
		t.Errorf("%d segments of 5,000 requests; want some that fill the picture", got)
	}
	w := waterfall{many, 0.5}
	if got := w.connections(); got != 2500 {
		t.Errorf("connections = %d; want 2500", got)
	}
	for _, want := range []string{"2,500 connections", "2,500 GETs", "0 uploads"} {
		if got := w.alternative(2); !strings.Contains(got, want) {
			t.Errorf("alternative = %q; want %q in it", got, want)
		}
	}
}
