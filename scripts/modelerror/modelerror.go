package main

import (
	_ "embed"
	"math"
	"slices"

	"golang.org/x/perf/benchmath"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
)

//go:embed model-error.md.tmpl
var modelErrorTemplate string

// comparison is one cell in virtual time and on the real clock, in seconds.
type comparison struct {
	Name           cell.Name
	Virtual, Wall  results.Sample
	Computing      results.Sample // the same cell without latency or limits
	GETs, WallGETs results.Sample

	Error, Least float64 // percent of virtual: of wall, and of wall less all computing
	// Unexplained is how far the virtual figure is outside of what computing explains: all
	// of it may be on the way that an upload waits for, or none.
	Unexplained float64
}

func (r *raw) compare(name cell.Name) comparison {
	c := comparison{
		Name:    name,
		Virtual: r.sample(r.model, name, cell.Time),
		GETs:    r.sample(r.model, name, cell.GETs),
		// benchfmt turns ns/op into sec/op.
		Wall:      r.right(name, "sec/op"),
		WallGETs:  r.sample(r.wall, name, "wall-GETs/op"),
		Computing: r.sample(r.wall, name.With("profile", "none"), "sec/op"),
	}
	c.Error = 100 * (c.Wall.Median/c.Virtual.Median - 1)
	c.Least = 100 * ((c.Wall.Median-c.Computing.Median)/c.Virtual.Median - 1)
	c.Unexplained = max(0, c.Least, -c.Error)
	return c
}

func (r *raw) modelErrorPage() (files.File, error) {
	var all []comparison
	var errs, unexplained, bands []float64 // a band is how much computing explains
	for _, config := range r.model.Names {
		c := r.compare(cell.Name("Model/" + config))
		all, errs = append(all, c), append(errs, math.Abs(c.Error))
		unexplained, bands = append(unexplained, c.Unexplained), append(bands, c.Error-c.Least)
	}
	if r.err != nil {
		return files.File{}, r.err
	}
	median := benchmath.AssumeNothing.Summary(benchmath.NewSample(errs, &benchmath.DefaultThresholds), 0.95).Center
	return files.Filled("model-error.md", modelErrorTemplate, nil, map[string]any{
		"Runs": all[0].Wall.Runs, "Wall": r.wall.Config, "Cells": all,
		"Median": median, "Most": slices.Max(errs), "Unexplained": slices.Max(unexplained),
		"Narrowest": slices.Min(bands), "Widest": slices.Max(bands),
	})
}
