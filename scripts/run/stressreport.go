package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// stressReport is what many runs of every cell came to.
type stressReport struct {
	cells []stressCell
	times int
}

// stressCell is what the runs of one cell printed.
type stressCell struct {
	cell    cell
	outputs map[string]int // how often each came
	results []*benchfmt.Result
}

// compareRuns takes the outputs of jobs, times of every cell in a row.
func compareRuns(jobs []job, outputs [][]byte, times int) (stressReport, error) {
	report := stressReport{times: times}
	for first := 0; first < len(jobs); first += times {
		sc := stressCell{cell: jobs[first].cell, outputs: map[string]int{}}
		for _, out := range outputs[first : first+times] {
			if err := sc.add(out); err != nil {
				return report, fmt.Errorf("cell %s: %w", sc.cell, err)
			}
		}
		report.cells = append(report.cells, sc)
	}
	return report, nil
}

// add takes one run's output as it would stand in the results, without what
// the process says of its machine and the -GOMAXPROCS behind the name.
func (sc *stressCell) add(out []byte) error {
	set := &results.Set{}
	if err := addOutput(set, sc.cell, out); err != nil {
		return err
	}
	var text strings.Builder
	if err := set.Write(&text); err != nil {
		return err
	}
	sc.outputs[text.String()]++
	sc.results = append(sc.results, set.Results[0])
	return nil
}

// show writes a line a cell, and below it what differed; its error says that
// figures do not repeat.
func (r stressReport) show(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "runs  outputs  cell")
	differ := 0
	for _, sc := range r.cells {
		fmt.Fprintf(b, "%4d  %7d  %s\n", len(sc.results), len(sc.outputs), sc.cell.config())
		if len(sc.outputs) > 1 {
			differ++
			fmt.Fprintf(b, "%15s%s\n", "", strings.Join(sc.drifts(), ", "))
		}
	}
	fmt.Fprintf(b, "%d cells, %d runs each, %d differ\n", len(r.cells), r.times, differ)
	if err := b.Flush(); err != nil {
		return err
	}
	if differ > 0 {
		return fmt.Errorf("figures of %d cells do not repeat; the same cell must print the same line in any process", differ)
	}
	return nil
}

// drifts says what was not always the same, and how far apart it was.
func (sc *stressCell) drifts() []string {
	var drifts []string
	for _, unit := range sc.units() {
		var values []float64
		for _, r := range sc.results {
			if v, ok := r.Value(unit); ok {
				values = append(values, v)
			}
		}
		low, high := slices.Min(values), slices.Max(values)
		if missing := len(sc.results) - len(values); missing > 0 {
			drifts = append(drifts, fmt.Sprintf("%s missing in %d runs", unit, missing))
		}
		if low != high {
			drifts = append(drifts, fmt.Sprintf("%s %s to %s%s", unit, number(low), number(high), percent(low, high)))
		}
	}
	if len(drifts) == 0 {
		return []string{"not the figures but the lines around them"}
	}
	return drifts
}

// units are those of any run.
func (sc *stressCell) units() []string {
	var units []string
	for _, r := range sc.results {
		for _, v := range r.Values {
			if !slices.Contains(units, v.Unit) {
				units = append(units, v.Unit)
			}
		}
	}
	return units
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// percent is the spread in the lowest; of nothing there is no part.
func percent(low, high float64) string {
	if low <= 0 {
		return ""
	}
	p := (high - low) / low * 100
	if p >= 10 {
		return fmt.Sprintf(" (%.0f%%)", p)
	}
	return fmt.Sprintf(" (%.2g%%)", p)
}
