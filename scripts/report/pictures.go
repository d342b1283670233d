package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
)

// picture is a plot, whose title it has, with its text alternative.
type picture struct {
	name, alt     string
	plot          *plot.Plot
	width, height vg.Length
	room          vg.Rectangle // what is added to the corners, for the plot to be within
	svg           []byte
}

// makePictures draws all there are.
func makePictures(f *facts) ([]picture, error) {
	all := slices.Concat(waterfalls(f), sweepPictures(f), memoryPicture(f), costPictures(f))
	if f.Err != nil {
		return nil, f.Err
	}
	for i, p := range all {
		drawn, err := p.draw()
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", p.name, err)
		}
		all[i].svg = themed(drawn, p.name, p.plot.Title.Text, p.alt)
	}
	return all, nil
}

func (p picture) draw() ([]byte, error) {
	canvas := vgsvg.New(p.width, p.height)
	all := draw.New(canvas)
	all.SetColor(hue("paper"))
	all.Fill(all.Rectangle.Path())
	p.plot.Draw(draw.Crop(all, p.room.Min.X, p.room.Max.X, p.room.Min.Y, p.room.Max.Y))
	var b bytes.Buffer
	_, err := canvas.WriteTo(&b)
	return b.Bytes(), err
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

func sweepPictures(f *facts) []picture {
	var all []picture
	for _, s := range charts {
		benchmark := strings.ToUpper(s.key[:1]) + s.key[1:]
		values := f.Values(benchmark, s.key, "uploader="+s.uploader)
		var lines []series
		for _, reader := range withCandidates(s.readers, s.omitted...) {
			line := series{name: reader, look: lookOf(reader)}
			for _, v := range values {
				name := named(benchmark+"/"+s.key+"="+v, s.uploader, reader)
				if f.Has(name) { // what is not measured is declared so: see results/README.md
					line.points = append(line.points, plotter.XY{X: onAxis(v), Y: f.Value(name, cell.Time)})
				}
			}
			if len(line.points) == 0 {
				f.Keep(fmt.Errorf("%s.bench has no cells of uploader=%s/reader=%s; make %s measures them", s.key, s.uploader, reader, s.key))
				return nil
			}
			lines = append(lines, line)
		}
		alt := alternative("Time against "+s.what+", both axes logarithmic, profile s3-standard", lines, s.unit, "s") + s.note
		for i := range lines {
			if s.renamed != "" && lines[i].name == "pooled" {
				lines[i].name = s.renamed
			}
		}
		p := newPlot(s.title, s.axis, "virtual seconds")
		all = append(all, lineChart("time-"+s.key+"-"+s.uploader, alt, p, marks(values), lines))
	}
	return all
}

// onAxis is where a value of a key stands: MiB, or a number without a unit.
func onAxis(v string) float64 {
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		return n
	}
	return float64(derived.Bytes(v)) / (1 << 20)
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

// memoryPicture is how near readahead comes to the floor.
func memoryPicture(f *facts) []picture {
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
		floor := f.Time("Profile/profile="+l.profile, l.uploader, "floor")
		line := series{name: l.name, look: lookOf(l.like)}
		for _, memory := range values {
			took := f.Time("Memory/profile="+l.profile+"/memory="+memory, l.uploader, "readahead")
			line.points = append(line.points, plotter.XY{X: onAxis(memory), Y: took / floor})
		}
		lines = append(lines, line)
	}
	alt := alternative("Time as multiples of the floor against memory from 1 to 160 MiB, both axes logarithmic", lines, "MiB", "floors")
	p := newPlot("readahead: time of a copy of 256 MiB against memory", "memory", "× floor")
	return []picture{lineChart("readahead-memory", alt, p, marks(values), lines)}
}
