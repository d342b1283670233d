package main

import (
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// picture is one figure of the report, with its text alternative.
type picture struct {
	Name, Title, Alt string
	svg              []byte
}

// drawing makes a picture's SVG.
type drawing interface{ draw() ([]byte, error) }

// newPicture draws and gives colours and a text alternative.
func newPicture(name, title, alt string, d drawing) (picture, error) {
	drawn, err := d.draw()
	if err != nil {
		return picture{}, fmt.Errorf("picture %s: %w", name, err)
	}
	return picture{name, title, alt, themed(drawn, name, title, alt)}, nil
}

// makePictures draws all there are, in the order of the page.
func makePictures(f *facts) ([]picture, error) {
	var all []picture
	for _, make := range []func(*facts) ([]picture, error){
		waterfalls, sizePictures, workersPicture, partPicture, memoryPicture, costPictures,
	} {
		some, err := make(f)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// sweep is a line chart to be: the values of one key, for some readers.
type sweep struct {
	benchmark, uploader, key string
	readers                  []string
	x                        func(value string) float64
	cell                     func(reader, value string) string
}

// lines reads what the sweep has.
func (s sweep) lines(f *facts) (all []series, ticks []plot.Tick, err error) {
	values := f.Values(s.benchmark, s.key, "uploader="+s.uploader)
	for _, v := range values {
		ticks = append(ticks, plot.Tick{Value: s.x(v), Label: spacedSize(v)})
	}
	for _, reader := range s.readers {
		line := series{name: reader, look: lookOf(reader)}
		for _, v := range values {
			cell := s.cell(reader, v)
			if !f.Has(cell) {
				continue // declared so: see results/README.md
			}
			t, err := f.Value(cell, "vsec/op")
			if err != nil {
				return nil, nil, err
			}
			line.points = append(line.points, plotter.XY{X: s.x(v), Y: t})
		}
		if len(line.points) == 0 {
			return nil, nil, fmt.Errorf("%s.bench has no cells of uploader=%s/reader=%s; make %s measures them",
				strings.ToLower(s.benchmark), s.uploader, reader, strings.ToLower(s.benchmark))
		}
		all = append(all, line)
	}
	return all, ticks, nil
}

// spacedSize is a value of a key as an axis has it.
func spacedSize(v string) string {
	if bytesOf(v) > 0 {
		return spaced(v)
	}
	return v
}

func sizeInMiB(v string) float64 { return float64(bytesOf(v)) / (1 << 20) }

// alternative tells what the lines show, in words: where each begins and ends.
func alternative(what string, lines []series, unit string) string {
	var ends []string
	for _, l := range lines {
		first, last := l.points[0], l.points[len(l.points)-1]
		ends = append(ends, fmt.Sprintf("%s from %s s to %s s at %s %s", l.name, digits(first.Y), digits(last.Y), plainNumber(last.X), unit))
	}
	return what + ": " + strings.Join(ends, "; ") + "."
}

func sizePictures(f *facts) ([]picture, error) {
	var all []picture
	for _, c := range []struct {
		uploader, title string
		readers         []string
	}{
		{"manager", "Time of a copy against its size: manager, 5 workers that read at once",
			[]string{"mutex", "mutex-barging", "stateless", "pooled", "pooled-locked", "readahead", "stream", "floor"}},
		{"transfermanager", "Time of a copy against its size: transfermanager, one that reads",
			[]string{"stateless", "pooled", "readahead", "memory", "floor"}},
	} {
		lines, ticks, err := sweep{
			benchmark: "Size", uploader: c.uploader, key: "size", readers: c.readers, x: sizeInMiB,
			cell: func(reader, size string) string {
				return fmt.Sprintf("Size/uploader=%s/reader=%s/size=%s/profile=%s", c.uploader, reader, size, standard)
			},
		}.lines(f)
		if err != nil {
			return nil, err
		}
		alt := alternative("Time against size from 4 MiB on, both axes logarithmic, profile s3-standard", lines, "MiB")
		if c.uploader == "transfermanager" {
			lines[1].name = "one stream"
			alt += " The line of pooled is that of mutex and of stream as well: one stream."
		}
		p, err := newPicture("time-size-"+c.uploader, c.title, alt,
			lineChart{c.title, "size of the object", "virtual seconds", ticks, lines})
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func number(v string) float64 {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return 0
	}
	return n
}

func workersPicture(f *facts) ([]picture, error) {
	lines, ticks, err := sweep{
		benchmark: "Workers", uploader: "manager", key: "workers", x: number,
		readers: []string{"mutex", "mutex-barging", "stateless-locked", "stateless", "pooled", "pooled-locked", "pooled-fitted", "readahead", "stream", "floor"},
		cell: func(reader, workers string) string {
			return fmt.Sprintf("Workers/uploader=manager/reader=%s/size=100MiB/profile=%s/workers=%s", reader, standard, workers)
		},
	}.lines(f)
	if err != nil {
		return nil, err
	}
	const title = "Time of a copy of 100 MiB against workers: manager"
	p, err := newPicture("time-workers-manager", title,
		alternative("Time against 1 to 20 workers that read at once, both axes logarithmic, profile s3-standard", lines, "workers"),
		lineChart{title, "workers", "virtual seconds", ticks, lines})
	return []picture{p}, err
}

func partPicture(f *facts) ([]picture, error) {
	lines, ticks, err := sweep{
		benchmark: "Part", uploader: "manager", key: "part", x: sizeInMiB,
		readers: []string{"mutex-barging", "pooled", "pooled-locked", "readahead", "stream", "floor"},
		cell: func(reader, part string) string {
			return fmt.Sprintf("Part/uploader=manager/reader=%s/size=256MiB/profile=%s/part=%s", reader, standard, part)
		},
	}.lines(f)
	if err != nil {
		return nil, err
	}
	const title = "Time of a copy of 256 MiB against part size: manager"
	p, err := newPicture("time-part-manager", title,
		alternative("Time against part sizes of 5 to 64 MiB, both axes logarithmic, profile s3-standard", lines, "MiB"),
		lineChart{title, "part", "virtual seconds", ticks, lines})
	return []picture{p}, err
}

// memoryPicture is how near readahead comes to the floor.
func memoryPicture(f *facts) ([]picture, error) {
	var lines []series
	var ticks []plot.Tick
	for _, memory := range f.Values("Memory", "memory") {
		ticks = append(ticks, plot.Tick{Value: sizeInMiB(memory), Label: spaced(memory)})
	}
	for _, l := range []struct {
		uploader, profile string
		like              string // the look of which reader
	}{
		{"manager", "s3-standard", "pooled"}, {"manager", "cross-region", "pooled-locked"},
		{"transfermanager", "s3-standard", "mutex"}, {"transfermanager", "cross-region", "mutex-barging"},
	} {
		floor, err := f.On(l.profile, l.uploader, "floor", "256MiB")
		if err != nil {
			return nil, err
		}
		line := series{name: short[l.uploader] + ", " + l.profile, look: lookOf(l.like)}
		for _, memory := range f.Values("Memory", "memory") {
			t, err := f.WithMemory(memory, l.uploader, l.profile)
			if err != nil {
				return nil, err
			}
			line.points = append(line.points, plotter.XY{X: sizeInMiB(memory), Y: t / floor})
		}
		lines = append(lines, line)
	}
	const title = "readahead: time of a copy of 256 MiB against memory"
	alt := strings.ReplaceAll(alternative("Time as multiples of the floor against memory from 1 to 160 MiB, both axes logarithmic", lines, "MiB"), " s ", " floors ")
	p, err := newPicture("readahead-memory", title, alt, lineChart{title, "memory", "× floor", ticks, lines})
	return []picture{p}, err
}

var short = map[string]string{"manager": "manager", "transfermanager": "transfer"}

func costPictures(f *facts) ([]picture, error) {
	var all []picture
	for _, uploader := range []string{"manager", "transfermanager"} {
		title := "GETs of a copy of 64 MiB, and what they cost: " + uploader
		chart := dotChart{title: title, x: "USD for the GETs of a TiB of such objects"}
		alt := title
		for _, reader := range []string{"mutex", "mutex-barging", "stateless", "pooled", "pooled-locked", "readahead", "stream"} {
			gets, err := f.Gets(uploader, reader, "64MiB")
			if err != nil {
				return nil, err
			}
			cost, err := f.USD(uploader, reader, "64MiB")
			if err != nil {
				return nil, err
			}
			text := fmt.Sprintf("%s GETs, %s", grouped(gets), usd(cost))
			if gets == 1 {
				text = "1 GET, " + usd(cost)
			}
			chart.rows = append(chart.rows, dotRow{reader, cost, text})
			alt += fmt.Sprintf("; %s: %s", reader, text)
		}
		p, err := newPicture("cost-"+uploader, title, alt+" per TiB.", chart)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// firstSeconds is what the first waterfalls show of every reader, on one scale: a
// little more than all of pooled's copy.
const firstSeconds = 0.7

func waterfalls(f *facts) ([]picture, error) {
	var all []picture
	for _, whole := range []bool{false, true} {
		for _, reader := range f.Values("Waterfall", "reader") {
			took, err := f.Value(waterfallCell(reader), "vsec/op")
			if err != nil {
				return nil, err
			}
			w := waterfall{title: fmt.Sprintf("%s: the first %v s", reader, firstSeconds), requests: f.requests[reader], until: firstSeconds}
			name := "waterfall-first-" + reader
			if whole {
				w.title, w.until, name = fmt.Sprintf("%s: all %s", reader, seconds(took)), took, "waterfall-all-"+reader
			}
			p, err := newPicture(name, w.title, w.alternative(took), w)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
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
		seconds(took), seconds(w.until), grouped(float64(w.lanes())), grouped(float64(gets)), seconds(waiting), puts)
}
