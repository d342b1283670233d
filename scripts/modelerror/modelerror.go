package main

import (
	_ "embed"
	"math"
	"slices"

	"golang.org/x/perf/benchmath"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

//go:embed model-error.md.tmpl
var modelErrorTemplate string

// comparison is one cell in virtual time and on the real clock, in seconds.
type comparison struct {
	Name      cell.Name
	Virtual   float64
	Wall      results.Sample
	Computing results.Sample // the same cell without latency or limits
	GETs      float64
	WallGETs  results.Sample

	Error, Least float64 // percent of virtual: of wall, and of wall less all computing
}

// Unexplained is how far the virtual figure is outside of what computing explains: all
// of it may be on the way that an upload waits for, or none.
func (c comparison) Unexplained() float64 { return max(0, c.Least, -c.Error) }

// band is how much computing explains.
func (c comparison) band() float64 { return c.Error - c.Least }

func compare(s *samples, model, wall *results.Runs, name cell.Name) comparison {
	c := comparison{
		Name:    name,
		Virtual: s.of(model, name, cell.Time).Median,
		GETs:    s.of(model, name, cell.GETs).Median,
		// benchfmt turns ns/op into sec/op.
		Wall:      s.ofRight(wall, name, "sec/op"),
		WallGETs:  s.of(wall, name, "wall-GETs/op"),
		Computing: s.of(wall, name.With("profile", "none"), "sec/op"),
	}
	c.Error = 100 * (c.Wall.Median/c.Virtual - 1)
	c.Least = 100 * ((c.Wall.Median-c.Computing.Median)/c.Virtual - 1)
	return c
}

func modelErrorPage(model, wall *results.Runs) ([]byte, error) {
	var s samples
	var all []comparison
	for _, config := range model.Names {
		all = append(all, compare(&s, model, wall, cell.Name("Model/"+config)))
	}
	if s.err != nil {
		return nil, s.err
	}
	each := func(f func(comparison) float64) (values []float64) {
		for _, c := range all {
			values = append(values, f(c))
		}
		return values
	}
	errs := each(func(c comparison) float64 { return math.Abs(c.Error) })
	bands := each(comparison.band)
	median := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(errs), &benchmath.DefaultThresholds), 0.95).Center
	return execute(modelErrorTemplate, map[string]any{
		"Runs": all[0].Wall.Runs, "Wall": wall.Config, "Cells": all,
		"Median": median, "Most": slices.Max(errs),
		"Unexplained": slices.Max(each(comparison.Unexplained)),
		"Narrowest":   slices.Min(bands), "Widest": slices.Max(bands),
	})
}
