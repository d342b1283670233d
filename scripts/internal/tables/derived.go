package tables

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"text/tabwriter"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// serialPage is what serialisation costs each reader, by cause.
func serialPage(f *results.Figures) (Page, error) {
	readers, err := derived.Serialisation(f)
	if err != nil {
		return Page{}, err
	}
	return Page{filepath.Join(Folder, "serialisation.txt"), func(w io.Writer) error {
		fmt.Fprintf(w, serialHead, f.Model(), len(derived.Scenarios(f, "Scaling")))
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "reader\tlock cost\tthrash cost\tboth\tspeed-up at 5\tspeed-up at 20\tKarp–Flatt at 5\tbest workers")
		for _, s := range readers {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d, %.4g s\n", s.Reader,
				optional(s.Lock), optional(s.Thrash), optional(s.Both), s.SpeedUp5, s.SpeedUp20, s.KarpFlatt5, s.Best, s.BestTime)
		}
		if err := tw.Flush(); err != nil {
			return err
		}
		_, err := io.WriteString(w, serialNotes)
		return err
	}}, nil
}

func optional(r *derived.Range) string {
	if r == nil {
		return "-"
	}
	return r.String()
}

const serialHead = `Serialisation, by cause: uploader=manager size=100MiB (20 parts) profile=s3-standard model=%s
in brackets the lowest and highest of %d scenarios (tables/scaling.txt): first byte a fifth earlier and later, latencies drawn from five seeds

`

const serialNotes = `
lock cost: the reader ÷ the same streams without the lock; of mutex, pooled-locked ÷ pooled, with 5 workers
thrash cost: mutex ÷ pooled-locked, with 5 workers: one stream behind the lock instead of one a caller
both: mutex ÷ pooled, the product of the two
speed-up at n: the time with one worker ÷ that with n
Karp–Flatt at 5: (1/speed-up - 1/5) / (1 - 1/5), the serial fraction that shows; above 1 it is no fraction: adding workers adds work
best workers: the number with the shortest time, of 1, 2, 5, 10 and 20 (tables/workers-manager.txt)
-fitted: with streams and memory for as many workers, where the others have what they come with, 16 streams and 80 MiB
`

// costPage is what the requests of a copy cost.
func costPage(f *results.Figures) (Page, error) {
	uploaders := f.Values("Upload", "uploader")
	var grids []grid
	for _, uploader := range uploaders {
		g, err := costGrid(f, uploader)
		if err != nil {
			return Page{}, err
		}
		grids = append(grids, g)
	}
	return Page{filepath.Join(Folder, "cost.txt"), func(w io.Writer) error {
		fmt.Fprintf(w, "Cost of the GETs of a copy, in USD for a TiB of objects of that size: profile=s3-standard model=%s\n", f.Model())
		for i, g := range grids {
			fmt.Fprintf(w, "\nuploader=%s\n\n", uploaders[i])
			if err := g.write(w); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(w, costNotes, derived.PriceGET*1000, derived.PricePUT*1000, uploadCosts(uploaders))
		return err
	}}, nil
}

func costGrid(f *results.Figures, uploader string) (grid, error) {
	g := grid{unit: "USD/TiB", columns: []string{"64MiB", "256MiB"}}
	for _, reader := range f.Values("Upload", "reader", "uploader="+uploader) {
		row := gridRow{label: reader}
		for _, size := range g.columns {
			n := cell.Make("Upload", cell.Values{"uploader": uploader, "reader": reader, "size": size, "profile": "s3-standard"})
			if !f.Has(n) {
				row.values = append(row.values, math.NaN())
				continue
			}
			gets, err := f.Value(n, cell.GETs)
			if err != nil {
				return g, err
			}
			bytes, err := cell.ParseSize(size)
			if err != nil {
				return g, err
			}
			row.values = append(row.values, derived.USDPerTiB(gets, derived.PriceGET, float64(bytes)))
		}
		g.rows = append(g.rows, row)
	}
	return g, nil
}

// uploadCosts is what the upload costs by itself, with any reader.
func uploadCosts(uploaders []string) string {
	const size = 256 << 20
	var s string
	for _, uploader := range uploaders {
		s += fmt.Sprintf("the upload's own requests, whoever reads: uploader=%s size=256MiB: %.4g\n", uploader,
			derived.USDPerTiB(derived.Uploads(size, derived.Parts[uploader]), derived.PricePUT, size))
	}
	return s
}

const costNotes = `
prices: S3 Standard in us-east-1, GET $%.4g and PUT $%.4g per 1,000 (the price list as quoted by quickwit); storage and transfer are not in it
%s-: not measured; results/README.md says which readers are left out where, and why
`
