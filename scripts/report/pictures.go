package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// sketch is a figure of the report to be drawn, with its text alternative.
type sketch struct {
	name, title, alt string
	drawing          interface{ draw() ([]byte, error) }
}

// picture is one that is drawn.
type picture struct {
	name string
	svg  []byte
}

// makePictures draws all there are.
func makePictures(f *facts) ([]picture, error) {
	first, whole := waterfalls(f)
	sketches := slices.Concat(first, whole, sweepCharts(f), memoryChart(f), costCharts(f))
	if f.err != nil {
		return nil, f.err
	}
	var all []picture
	for _, s := range sketches {
		drawn, err := s.drawing.draw()
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", s.name, err)
		}
		all = append(all, picture{s.name, themed(drawn, s.name, s.title, s.alt)})
	}
	return all, nil
}

// sweepChart shows the time against the values of a key, a line a reader.
type sweepChart struct {
	key, uploader, title, axis string
	what, unit                 string   // of the text alternative
	readers                    []string // in the order of the picture; candidates that are not here follow
	omitted                    []string // candidates that are not drawn
	renamed, note              string   // how pooled is called, and why
}

var charts = []sweepChart{
	{
		key: "size", uploader: "manager", title: "Time of a copy against its size: manager, 5 workers that read at once", axis: "size of the object",
		what: "size from 4 MiB on", unit: "MiB",
		readers: []string{"mutex", "mutex-barging", "stateless", "pooled", "pooled-locked", "readahead", "stream", "floor"},
	},
	{
		key: "size", uploader: "transfermanager", title: "Time of a copy against its size: transfermanager, one that reads", axis: "size of the object",
		what: "size from 4 MiB on", unit: "MiB",
		readers: []string{"stateless", "pooled", "readahead", "memory", "floor"},
		omitted: []string{"mutex"}, // with one caller it has one stream, as pooled
		renamed: "one stream", note: " The line of pooled is that of mutex and of stream as well: one stream.",
	},
	{
		key: "workers", uploader: "manager", title: "Time of a copy of 100 MiB against workers: manager", axis: "workers",
		what: "1 to 20 workers that read at once", unit: "workers",
		readers: []string{"mutex", "mutex-barging", "stateless-locked", "stateless", "pooled", "pooled-locked", "pooled-fitted", "readahead", "stream", "floor"},
	},
	{
		key: "part", uploader: "manager", title: "Time of a copy of 256 MiB against part size: manager", axis: "part",
		what: "part sizes of 5 to 64 MiB", unit: "MiB",
		readers: []string{"mutex-barging", "pooled", "pooled-locked", "readahead", "stream", "floor"},
		omitted: []string{"mutex", "stateless"}, // flat and far above the others: a request for every 32 KiB of any part
	},
}

func sweepCharts(f *facts) []sketch {
	var all []sketch
	for _, s := range charts {
		values := f.Values(sweeps[s.key].benchmark, s.key, "uploader="+s.uploader)
		var lines []series
		for _, reader := range withCandidates(s.readers, s.omitted...) {
			lines = append(lines, s.line(f, reader, values))
		}
		if f.err != nil {
			return nil
		}
		alt := alternative("Time against "+s.what+", both axes logarithmic, profile s3-standard", lines, s.unit, "s") + s.note
		for i := range lines {
			if s.renamed != "" && lines[i].name == "pooled" {
				lines[i].name = s.renamed
			}
		}
		all = append(all, sketch{"time-" + s.key + "-" + s.uploader, s.title, alt, lineChart{s.title, s.axis, "virtual seconds", marks(values), lines}})
	}
	return all
}

func (s sweepChart) line(f *facts, reader string, values []string) series {
	line := series{name: reader, look: lookOf(reader)}
	for _, v := range values {
		name := swept(s.key, v, s.uploader, reader)
		if f.Has(name) { // what is not measured is declared so: see results/README.md
			line.points = append(line.points, plotter.XY{X: onAxis(v), Y: f.timeOf(name)})
		}
	}
	if len(line.points) == 0 {
		f.keep(fmt.Errorf("%s.bench has no cells of uploader=%s/reader=%s; make %s measures them", s.key, s.uploader, reader, s.key))
	}
	return line
}

// onAxis is where a value of a key stands: MiB, or a number without a unit.
func onAxis(v string) float64 {
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		return n
	}
	return float64(bytesOf(v)) / (1 << 20)
}

func marks(values []string) (ticks []plot.Tick) {
	for _, v := range values {
		ticks = append(ticks, plot.Tick{Value: onAxis(v), Label: spaced(v)})
	}
	return ticks
}

// alternative tells what the lines show, in words: where each begins and ends.
func alternative(what string, lines []series, unit, measure string) string {
	var ends []string
	for _, l := range lines {
		first, last := l.points[0], l.points[len(l.points)-1]
		ends = append(ends, fmt.Sprintf("%s from %s %s to %s %s at %s %s", l.name,
			digits(first.Y), measure, digits(last.Y), measure, plainNumber(last.X), unit))
	}
	return what + ": " + strings.Join(ends, "; ") + "."
}

// memoryChart is how near readahead comes to the floor.
func memoryChart(f *facts) []sketch {
	var lines []series
	values := f.Values("Memory", "memory")
	for _, l := range []struct {
		name, uploader, profile string
		like                    string // the look of which reader
	}{
		{"manager, s3-standard", "manager", standard, "pooled"},
		{"manager, cross-region", "manager", "cross-region", "pooled-locked"},
		{"transfer, s3-standard", "transfermanager", standard, "mutex"},
		{"transfer, cross-region", "transfermanager", "cross-region", "mutex-barging"},
	} {
		floor := f.With("profile", l.profile, l.uploader, "floor")
		line := series{name: l.name, look: lookOf(l.like)}
		for _, memory := range values {
			line.points = append(line.points, plotter.XY{X: onAxis(memory), Y: f.WithMemory(memory, l.uploader, l.profile) / floor})
		}
		lines = append(lines, line)
	}
	const title = "readahead: time of a copy of 256 MiB against memory"
	alt := alternative("Time as multiples of the floor against memory from 1 to 160 MiB, both axes logarithmic", lines, "MiB", "floors")
	return []sketch{{"readahead-memory", title, alt, lineChart{title, "memory", "× floor", marks(values), lines}}}
}

func costCharts(f *facts) []sketch {
	var all []sketch
	for _, uploader := range []string{"manager", "transfermanager"} {
		title := "GETs of a copy of 64 MiB, and what they cost: " + uploader
		chart := dotChart{title: title, x: "USD for the GETs of a TiB of such objects"}
		alt := title
		for _, reader := range withCandidates([]string{"mutex", "mutex-barging", "stateless", "pooled", "pooled-locked", "readahead", "stream"}) {
			gets, cost := f.Gets(uploader, reader, "64MiB"), f.USD(uploader, reader, "64MiB")
			text := fmt.Sprintf("%s GETs, %s", grouped(gets), usd(cost))
			if gets == 1 {
				text = "1 GET, " + usd(cost)
			}
			chart.rows = append(chart.rows, dotRow{reader, cost, text})
			alt += fmt.Sprintf("; %s: %s", reader, text)
		}
		all = append(all, sketch{"cost-" + uploader, title, alt + " per TiB.", chart})
	}
	return all
}
