package tables

import (
	"math"
	"text/tabwriter"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
)

// serialPage is what serialisation costs each reader, by cause.
func serialPage(f *derived.Figures) (Page, error) {
	readers := f.Serialisation()
	if f.Err != nil {
		return Page{}, f.Err
	}
	return newPage("serialisation.txt", "serialisation", 0, map[string]any{
		"Model": f.Model(), "Scenarios": len(f.Scenarios("Scaling")), "Readers": readers,
	})
}

// costPage is what the requests of a copy cost.
func costPage(f *derived.Figures) (Page, error) {
	type uploader struct {
		Name   string
		GETs   grid
		Upload float64 // USD for a TiB
	}
	var all []uploader
	for _, name := range f.Values("Upload", "uploader") {
		all = append(all, uploader{name, costGrid(f, name), derived.UploadUSD(name, "256MiB")})
	}
	if f.Err != nil {
		return Page{}, f.Err
	}
	return newPage("cost.txt", "cost", tabwriter.AlignRight, map[string]any{
		"Model": f.Model(), "Uploaders": all,
		"PriceGET": derived.PerThousand(derived.PriceGET), "PricePUT": derived.PerThousand(derived.PricePUT),
	})
}

func costGrid(f *derived.Figures, uploader string) grid {
	g := grid{Unit: "USD/TiB", Columns: []string{"64MiB", "256MiB"}}
	for _, reader := range f.Values("Upload", "reader", "uploader="+uploader) {
		row := gridRow{Label: reader}
		for _, size := range g.Columns {
			n := cell.Make("Upload", cell.Values{"uploader": uploader, "reader": reader, "size": size, "profile": "s3-standard"})
			v := math.NaN()
			if f.Has(n) {
				v = derived.GETsUSD(f.Value(n, cell.GETs), size)
			}
			row.Values = append(row.Values, v)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
