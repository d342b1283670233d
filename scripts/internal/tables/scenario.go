package tables

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
	"readeratbench/strategies"
)

// conclusions are the ratios that README.md and DECISION.md draw theirs from. Other
// candidates come below, over the pool.
var conclusions = [][2]string{
	{"mutex", derived.LockedPool},
	{derived.LockedPool, derived.Pool},
	{"stateless-locked", "stateless"},
	{"stateless", derived.Pool},
	{"mutex", derived.Pool},
	{derived.Pool, rows.Memory},
	{derived.Pool, "readahead"},
	{"readahead", rows.Floor},
}

// ratioPairs are the conclusions, and for every other candidate what it costs beside
// the pool: behind the same lock, if it has one, and without.
func ratioPairs() [][2]string {
	all := slices.Clone(conclusions)
	for _, r := range rows.Candidates() {
		if slices.ContainsFunc(conclusions, func(p [2]string) bool { return p[0] == r.Name }) {
			continue
		}
		if r.Lock == strategies.LockAcrossIO {
			all = append(all, [2]string{r.Name, derived.LockedPool})
		}
		all = append(all, [2]string{r.Name, derived.Pool})
	}
	return all
}

// group is one uploader and size, and one number of workers where that is varied.
type group struct {
	Title           string
	Seconds, Ratios grid
	Wrong           []string // readers whose copies differ from their source
	Moving          []string // readers whose requests are not as many in every scenario
}

// scenarioPage is how far the figures, and what is concluded from them, move with the
// scenario.
func scenarioPage(d results.Definition, s *results.Set, benchstat string) (Page, error) {
	f := &derived.Figures{Figures: results.FiguresOf(s)}
	var groups []group
	var bad, done []string
	for _, n := range s.Names() {
		values := cell.Values{"uploader": n.Get("uploader"), "size": n.Get("size"), "workers": n.Get("workers")}
		title := strings.ReplaceAll(cell.Make("", values).Config(), "/", " ")
		if slices.Contains(done, title) {
			continue
		}
		g := groupOf(f, d.Benchmark, title, values)
		groups, bad, done = append(groups, g), append(bad, g.Wrong...), append(done, title)
	}
	if f.Err != nil {
		return Page{}, f.Err
	}
	var profiles []string
	for _, profile := range f.Values(d.Benchmark, "profile") {
		profiles = append(profiles, fmt.Sprintf("%s (seeds: %d)", profile, len(f.Values(d.Benchmark, "seed", "profile="+profile))))
	}
	return newPage(d.Name+".txt", "scenarios", tabwriter.AlignRight, map[string]any{
		"Benchmark": d.Benchmark, "TTFB": f.Values(d.Benchmark, "ttfb"), "Profiles": profiles, "Model": f.Model(),
		"Nominal": derived.Nominal, "Scenarios": len(f.Scenarios(d.Benchmark)),
		"Groups": groups, "Wrong": bad, "Locks": locksOf(s.Names()), "Benchstat": benchstat,
	})
}

// groupOf lays out the cells that have these values.
func groupOf(f *derived.Figures, benchmark, title string, values cell.Values) group {
	columns := []string{"nominal", "lowest", "highest"}
	g := group{Title: title, Seconds: grid{Unit: cell.Time, Columns: columns}, Ratios: grid{Unit: "ratio", Columns: columns}}
	of := func(reader string) cell.Values {
		v := maps.Clone(values)
		v["reader"] = reader
		return v
	}
	row := func(label string, r derived.Range) gridRow {
		return gridRow{label, []float64{r.Nominal, r.Low, r.High}}
	}
	untimed := map[string]bool{} // readers with a wrong copy, which has no time
	noTime := derived.Range{Nominal: wrong, Low: wrong, High: wrong}
	readers := f.Values(benchmark, "reader", strings.Split(title, " ")...)
	for _, reader := range readers {
		bad, scenarios := 0, f.Scenarios(benchmark)
		for _, scenario := range scenarios {
			if f.Value(cell.Make(benchmark, of(reader), scenario), cell.WrongBytes) != 0 {
				bad++
			}
		}
		over := func(unit string) derived.Range {
			return f.Range(benchmark, func(scenario cell.Values) float64 {
				return f.Value(cell.Make(benchmark, of(reader), scenario), unit)
			})
		}
		seconds := over(cell.Time)
		if bad > 0 {
			seconds, untimed[reader] = noTime, true
		}
		g.Seconds.Rows = append(g.Seconds.Rows, row(reader, seconds))
		if r := over(cell.GETs); r.Low != r.High {
			g.Moving = append(g.Moving, fmt.Sprintf("%s %s to %s", reader, number(r.Low), number(r.High)))
		}
		if bad > 0 {
			g.Wrong = append(g.Wrong, fmt.Sprintf("%s reader=%s: in %d of %d scenarios", title, reader, bad, len(scenarios)))
		}
	}
	for _, pair := range ratioPairs() {
		if slices.Contains(readers, pair[0]) && slices.Contains(readers, pair[1]) {
			ratio := f.Ratio(benchmark, of(pair[0]), of(pair[1]))
			if untimed[pair[0]] || untimed[pair[1]] {
				ratio = noTime
			}
			g.Ratios.Rows = append(g.Ratios.Rows, row(pair[0]+" ÷ "+pair[1], ratio))
		}
	}
	return g
}
