package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"golang.org/x/perf/benchmath"

	"readeratbench/scripts/internal/results"
)

// comparison is one cell in virtual time and on the real clock, in seconds.
type comparison struct {
	cell       string
	virtual    float64
	wall       results.Sample
	computing  results.Sample // the same cell without latency or limits
	gets       float64
	gotGets    results.Sample
	raw, least float64 // errors of wall, and of wall less all computing, relative to virtual
}

// left is how far the virtual figure is outside of what computing explains: all
// of it may be on the way that an upload waits for, or none.
func (c comparison) left() float64 {
	return max(0, c.least, -c.raw)
}

func compare(model, wall *results.Runs, cell string) (c comparison, err error) {
	c.cell = cell
	get := func(f *results.Runs, cell, unit string) (s results.Sample) {
		if err == nil {
			s, err = f.Sample(cell, unit)
		}
		return s
	}
	c.virtual, c.gets = get(model, cell, "vsec/op").Median, get(model, cell, "GETs/op").Median
	// benchfmt turns ns/op into sec/op.
	c.wall, c.gotGets = get(wall, cell, "sec/op"), get(wall, cell, "wall-GETs/op")
	c.computing = get(wall, with(cell, "profile", "none"), "sec/op")
	if wrong := get(wall, cell, "wall-wrong-B/op"); err == nil && wrong.High > 0 {
		return c, fmt.Errorf("%s: %s copied %v wrong bytes: its times mean nothing", wall.Path, cell, wrong.High)
	}
	c.raw = c.wall.Median/c.virtual - 1
	c.least = (c.wall.Median-c.computing.Median)/c.virtual - 1
	return c, err
}

func modelErrorPage(model, wall *results.Runs) ([]byte, error) {
	var all []comparison
	for _, cell := range model.Names {
		c, err := compare(model, wall, cell)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, modelErrorHead, all[0].wall.Runs, wall.Config["cpu"], wall.Config["goos"], wall.Config["goarch"])
	for _, c := range all {
		fmt.Fprintf(&b, "| %s | %s | %s | %.4g | %s | %+.1f %% | %.4g | %+.1f %% | %.1f %% | %.4g | %s |\n",
			key(c.cell, "uploader"), key(c.cell, "reader"), key(c.cell, "size"),
			c.virtual, c.wall, 100*c.raw, c.computing.Median, 100*c.least, 100*c.left(), c.gets, c.gotGets)
	}
	fmt.Fprintf(&b, modelErrorFoot, len(all),
		medianOf(all, func(c comparison) float64 { return math.Abs(c.raw) }),
		largest(all, func(c comparison) float64 { return math.Abs(c.raw) }),
		largest(all, comparison.left),
		-largest(all, func(c comparison) float64 { return c.least - c.raw }),
		largest(all, func(c comparison) float64 { return c.raw - c.least }))
	return b.Bytes(), nil
}

const modelErrorHead = `# The model against real TCP and TLS

Written by ` + "`go run ./scripts/modelerror`" + ` from model.bench and wall.bench; ` + "`make model-error`" + ` makes those first. Do not edit.

The same copy twice: over the simulated network in virtual time, and over real TCP and real TLS 1.3 on loopback, on the real clock, where the round trips of a handshake are slept at the dial, those of a request at the store, and rates and slow start are put before the writes (` + "`bench/wall.go`, `bench/internal/wallnet`" + `). Profile s3-standard; every byte compared; %d runs of each on %s (%s/%s), ` + "`scripts/wall.sh`" + `.

- **error**: wall over virtual, less one. Processors count as infinitely fast in virtual time, so it is above zero.
- **computing**: the same cell on the real clock without latency or limits (profile=none). How much of it an upload waits for, and how much it does while it waits for the network anyway, is not known.
- **error less computing**: the error if an upload waited for all of it. So the virtual figure should lie between the two, and **unexplained** is how far outside it lies. Where computing is much of the time, that is a wide band, and 0 %% says little; the error itself is the figure to go by.

The real clock's mutex runs side by side, as often as there are runs, since it mostly waits; all else ran alone. What is compared is the simulated network against a real one with the same latencies and rates put in by hand, not the profile against S3: that is a matter of its sources (` + "`bench/profiles.go`" + `).

` + "`mutex`" + ` has the fair lock on both sides; [lock.md](lock.md) has sync.Mutex.

| uploader | reader | size | virtual s | wall s, median (lowest to highest) | error | computing s | error less computing | unexplained | GETs virtual | GETs wall |
|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
`

const modelErrorFoot = `
Over the %d cells, the error is %.1f %% at the median and %.1f %% at most, with nothing taken off for computing. At most %.1f %% of a cell's time are outside of what computing can explain; the band that it explains is %.1f to %.1f points wide.
`

// medianOf is the median of a figure over all cells, in percent.
func medianOf(all []comparison, f func(comparison) float64) float64 {
	var values []float64
	for _, c := range all {
		values = append(values, 100*f(c))
	}
	s := benchmath.NewSample(values, &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(s, 0.95).Center
}

// largest is the largest figure of any cell, in percent.
func largest(all []comparison, f func(comparison) float64) float64 {
	return 100 * f(slices.MaxFunc(all, func(a, b comparison) int {
		if f(a) < f(b) {
			return -1
		}
		return 1
	}))
}
