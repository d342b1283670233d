package tables

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// words is a table of outcomes: a row a fault, a column a reader.
type words struct {
	Keys, Columns []string
	Rows          []wordRow
}

type wordRow struct{ Keys, Words []string }

// ranked is how a reader did, of all faults of a page.
type ranked struct {
	Reader                    string
	Bad, Right, Errors, Cells int
}

// outcomePages have a page for each uploader.
func outcomePages(d results.Definition, s *results.Set, benchstat string) ([]Page, error) {
	var pages []Page
	for _, uploader := range cell.Distinct(s.Names(), "uploader") {
		part := &results.Set{}
		aborted := 0.0
		for _, r := range s.Results {
			if results.NameOf(r).Get("uploader") == uploader {
				part.Results = append(part.Results, r)
				aborted += valueOf(r, cell.Aborted)
			}
		}
		page, err := newPage(d.Name+"-"+uploader+".txt", "outcomes", 0, map[string]any{
			"Title": title(part, ""), "Table": wordsOf(part), "Ranked": rank(part), "Aborted": aborted,
			"Absent": absent(s.Names(), part.Names()), "Locks": locksOf(part.Names()), "Benchstat": benchstat,
		})
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// faultKeys tell faults apart.
var faultKeys = []string{"of", "fault", "at"}

func wordsOf(s *results.Set) words {
	w := words{Keys: faultKeys, Columns: cell.Distinct(s.Names(), "reader")}
	rows := map[string]int{}
	for _, r := range s.Results {
		n := results.NameOf(r)
		var keys []string
		for _, k := range faultKeys {
			keys = append(keys, n.Get(k))
		}
		id := strings.Join(keys, "/")
		i, ok := rows[id]
		if !ok {
			i = len(w.Rows)
			rows[id] = i
			w.Rows = append(w.Rows, wordRow{keys, slices.Repeat([]string{"-"}, len(w.Columns))})
		}
		w.Rows[i].Words[slices.Index(w.Columns, n.Get("reader"))] = outcome(r)
	}
	return w
}

// outcome is how a copy ended, in words. What must not be is in capitals.
func outcome(r *benchfmt.Result) string {
	is := func(unit string) bool { return valueOf(r, unit) > 0 }
	fault := results.NameOf(r).Get("fault")
	var said string
	switch {
	case is(cell.Stuck):
		said = "STUCK"
	case is(cell.Hang):
		said = "HANG"
	case is(cell.Named):
		said = "error: " + cell.Cause(fault)
	case is(cell.Unnamed):
		said = "ERROR WITHOUT CAUSE"
	case is(cell.Right):
		said = "right"
	default:
		said = "WRONG"
	}
	if is(cell.Leaks) {
		said += ", LEAK"
	}
	if is(cell.Left) {
		said += ", UPLOAD LEFT"
	}
	if !is(cell.Met) {
		said += " (not met)"
	}
	return said
}

// mustNotBe tells an outcome that no copy may have, whatever goes wrong.
func mustNotBe(r *benchfmt.Result) bool {
	for _, unit := range []string{cell.Stuck, cell.Hang, cell.Unnamed, cell.Leaks, cell.Left} {
		if valueOf(r, unit) > 0 {
			return true
		}
	}
	return valueOf(r, cell.Right)+valueOf(r, cell.Named) == 0
}

// valueOf is a figure that every cell of the benchmark has.
func valueOf(r *benchfmt.Result, unit string) float64 {
	v, _ := r.Value(unit)
	return v
}

func rank(s *results.Set) []ranked {
	var all []ranked
	for _, reader := range cell.Distinct(s.Names(), "reader") {
		of := ranked{Reader: reader}
		for _, r := range s.Results {
			if results.NameOf(r).Get("reader") != reader {
				continue
			}
			of.Cells++
			switch {
			case mustNotBe(r):
				of.Bad++
			case valueOf(r, cell.Right) > 0:
				of.Right++
			default:
				of.Errors++
			}
		}
		all = append(all, of)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(a.Bad-b.Bad, b.Right-a.Right) })
	return all
}
