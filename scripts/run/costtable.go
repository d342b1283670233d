package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"

	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// costTable is what the requests of a copy cost.
type costTable struct {
	model  string
	grids  []grid // one an uploader
	titles []string
}

var _ table = (*costTable)(nil)

func newCostTable(f *results.Figures) (*costTable, error) {
	t := &costTable{model: f.Model()}
	for _, uploader := range f.Values("Upload", "uploader") {
		g, err := costGrid(f, uploader)
		if err != nil {
			return nil, err
		}
		t.grids, t.titles = append(t.grids, g), append(t.titles, "uploader="+uploader)
	}
	return t, nil
}

func costGrid(f *results.Figures, uploader string) (grid, error) {
	g := grid{unit: "USD/TiB", columns: []string{"64MiB", "256MiB"}}
	for _, reader := range f.Values("Upload", "reader", "uploader="+uploader) {
		row := gridRow{label: reader}
		for _, size := range g.columns {
			cell := fmt.Sprintf("Upload/uploader=%s/reader=%s/size=%s/profile=s3-standard", uploader, reader, size)
			if !f.Has(cell) {
				row.values = append(row.values, math.NaN())
				continue
			}
			gets, err := f.Value(cell, "GETs/op")
			if err != nil {
				return g, err
			}
			bytes, err := results.ParseSize(size)
			if err != nil {
				return g, err
			}
			row.values = append(row.values, derived.USDPerTiB(gets, derived.PriceGET, float64(bytes)))
		}
		g.rows = append(g.rows, row)
	}
	return g, nil
}

func (t *costTable) file() string { return filepath.Join(tablesName, "cost.txt") }

func (t *costTable) write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "Cost of the GETs of a copy, in USD for a TiB of objects of that size: profile=s3-standard model=%s\n", t.model); err != nil {
		return err
	}
	for i, g := range t.grids {
		fmt.Fprintf(w, "\n%s\n\n", t.titles[i])
		if err := g.write(w); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, costNotes, derived.PriceGET*1000, derived.PricePUT*1000, t.uploads())
	return err
}

// uploads is what the upload costs by itself, whoever reads.
func (t *costTable) uploads() string {
	var s string
	for _, uploader := range []string{"manager", "transfermanager"} {
		const size = 256 << 20
		s += fmt.Sprintf("the upload's own requests, whoever reads: uploader=%s size=256MiB: %.4g\n", uploader,
			derived.USDPerTiB(derived.Uploads(size, derived.Parts[uploader]), derived.PricePUT, size))
	}
	return s
}

const costNotes = `
prices: S3 Standard in us-east-1, GET $%.4g and PUT $%.4g per 1,000 (the price list as quoted by quickwit); storage and transfer are not in it
%s-: not measured; results/README.md says which readers are left out where, and why
`
