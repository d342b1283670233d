package tables

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// costGroup is one uploader and size.
type costGroup struct {
	Title string
	Rates []string // percent, but for none
	Rows  []costRow
}

type costRow struct {
	Reader string
	Values []string
	time   float64 // by which readers are ranked
}

// faultCostPage is what failing requests cost.
func faultCostPage(d results.Definition, s *results.Set, benchstat string) (Page, error) {
	groups := map[string]*costGroup{}
	var order []*costGroup
	for _, n := range s.Names() {
		of := cell.Values{"uploader": n.Get("uploader"), "size": n.Get("size")}
		key := strings.ReplaceAll(cell.Make("", of).Config(), "/", " ")
		g := groups[key]
		if g == nil {
			g = &costGroup{Title: key, Rates: cell.Distinct(s.Names(), "failing")[1:]}
			groups[key] = g
			order = append(order, g)
		}
		if !slices.ContainsFunc(g.Rows, func(r costRow) bool { return r.Reader == n.Get("reader") }) {
			of["reader"] = n.Get("reader")
			g.Rows = append(g.Rows, costsOf(s, of, g.Rates))
		}
	}
	for _, g := range order {
		slices.SortStableFunc(g.Rows, func(a, b costRow) int { return cmp.Compare(a.time, b.time) })
	}
	var wrong []string
	for _, r := range s.Results {
		if v := valueOf(r, cell.WrongBytes); v != 0 {
			wrong = append(wrong, results.NameOf(r).Config())
		}
	}
	return newPage(d.Name+".txt", "faultcost", tabwriter.AlignRight, map[string]any{
		"Title": title(s, d.Column), "Seeds": len(cell.Distinct(s.Names(), "seed")) - 1,
		"Groups": order, "Wrong": wrong, "Locks": locksOf(s.Names()), "Benchstat": benchstat,
	})
}

// costsOf is a reader's row: time and requests without failing requests, and times as
// many with so many percent of them.
func costsOf(s *results.Set, of cell.Values, rates []string) costRow {
	row := costRow{Reader: of["reader"]}
	for _, units := range [][]string{{cell.Time}, {cell.GETs, cell.PUTs}} {
		base, _, _ := median(s, of, "0", units)
		row.Values = append(row.Values, digits(base, 4))
		for _, rate := range rates {
			m, highest, failed := median(s, of, rate, units)
			said := digits(m/base, 3) + " to " + digits(highest/base, 3)
			if failed > 0 {
				said += fmt.Sprintf(" (%d failed)", failed)
			}
			row.Values = append(row.Values, said)
			if units[0] == cell.Time && rate == "1" {
				row.time = m
			}
		}
	}
	return row
}

func digits(v float64, n int) string {
	switch {
	case math.IsInf(v, 1):
		return "failed"
	case math.IsNaN(v):
		return "-"
	}
	return derived.Digits(v, n)
}

// median is that of all seeds, of the sum of units, and beside it the highest; a copy
// that failed, of which there are so many, takes for ever.
func median(s *results.Set, of cell.Values, rate string, units []string) (m, highest float64, failed int) {
	var all []float64
	for _, r := range s.Results {
		n := results.NameOf(r)
		if !n.Has(of) || n.Get("failing") != rate {
			continue
		}
		sum := 0.0
		for _, u := range units {
			sum += valueOf(r, u)
		}
		if valueOf(r, cell.Right) == 0 {
			sum = math.Inf(1)
			failed++
		}
		all = append(all, sum)
	}
	if len(all) == 0 {
		return math.NaN(), math.NaN(), 0
	}
	slices.Sort(all)
	return all[len(all)/2], all[len(all)-1], failed
}
