package tables

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

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

// ranges are the figures of one definition over its scenarios.
type ranges struct {
	*results.Figures
	benchmark string
}

// group is one uploader and size, and one number of workers where that is varied.
type group struct {
	ranges
	values  cell.Values
	readers []string
}

// scenarioPage is how far the figures, and what is concluded from them, move with the
// scenario.
func scenarioPage(d results.Definition, s *results.Set) ([]Page, error) {
	r := ranges{results.FiguresOf(s), d.Benchmark}
	var text strings.Builder
	fmt.Fprintln(&text, r.title())
	var wrong, moving []string
	for _, g := range r.groups(s.Names()) {
		fmt.Fprintf(&text, "\n%s; scenarios: %d\n", g.title(), len(derived.Scenarios(r.Figures, d.Benchmark)))
		seconds, requests, err := g.readersGrid()
		if err != nil {
			return nil, err
		}
		ratios, err := g.ratios()
		if err != nil {
			return nil, err
		}
		for _, t := range []grid{seconds, ratios} {
			if len(t.rows) == 0 {
				continue
			}
			fmt.Fprintln(&text)
			if err := t.write(&text); err != nil {
				return nil, err
			}
		}
		wrong, moving = append(wrong, g.wrong()...), append(moving, g.moving(requests)...)
	}
	if len(wrong) == 0 {
		wrong = []string{allRight}
	}
	fmt.Fprintf(&text, "\n%s\n", strings.Join(slices.Concat(wrong, moving, lockNotes(s.Names())), "\n"))
	return []Page{{filepath.Join(Folder, d.Name+".txt"), func(w io.Writer) error {
		_, err := io.WriteString(w, text.String())
		return err
	}}}, nil
}

// title says what was varied, by the cells' names.
func (r ranges) title() string {
	var profiles []string
	for _, profile := range r.Values(r.benchmark, "profile") {
		profiles = append(profiles, fmt.Sprintf("%s (seeds: %d)", profile, len(r.Values(r.benchmark, "seed", "profile="+profile))))
	}
	return fmt.Sprintf("%s: ttfb=%s (factors) profile=%s model=%s\nnominal is profile=%s ttfb=%s; lowest and highest are of all scenarios, ratios are taken within one",
		r.benchmark, strings.Join(r.Values(r.benchmark, "ttfb"), ","), strings.Join(profiles, ", "), r.Model(), derived.Nominal["profile"], derived.Nominal["ttfb"])
}

func (r ranges) groups(names []cell.Name) []*group {
	var all []*group
	for _, n := range names {
		i := slices.IndexFunc(all, func(g *group) bool { return n.Has(g.values) })
		if i < 0 {
			i = len(all)
			all = append(all, &group{r, cell.Values{"uploader": n.Get("uploader"), "size": n.Get("size"), "workers": n.Get("workers")}, nil})
		}
		all[i].readers = appendNew(all[i].readers, n.Get("reader"))
	}
	return all
}

// title is what the group's cells have in common.
func (g *group) title() string {
	return strings.ReplaceAll(cell.Make("", g.values).Config(), "/", " ")
}

// of is the cell of a reader in a scenario.
func (g *group) of(reader string, scenario cell.Values) cell.Name {
	return cell.Make(g.benchmark, g.with(reader), scenario)
}

func rangeRow(label string, r derived.Range) gridRow {
	return gridRow{label, []float64{r.Nominal, r.Low, r.High}}
}

func rangeGrid(unit string) grid {
	return grid{unit: unit, columns: []string{"nominal", "lowest", "highest"}}
}

// readersGrid has a row a reader with its times, and the ranges of their requests.
func (g *group) readersGrid() (times grid, requests []derived.Range, err error) {
	times = rangeGrid(cell.Time)
	for _, reader := range g.readers {
		of := func(unit string) (derived.Range, error) {
			return derived.OverScenarios(g.Figures, g.benchmark, func(scenario cell.Values) (float64, error) {
				return g.Value(g.of(reader, scenario), unit)
			})
		}
		seconds, err := of(cell.Time)
		if err != nil {
			return times, nil, err
		}
		gets, err := of(cell.GETs)
		if err != nil {
			return times, nil, err
		}
		times.rows, requests = append(times.rows, rangeRow(reader, seconds)), append(requests, gets)
	}
	return times, requests, nil
}

// ratios has a row for each pair of readers that are both there.
func (g *group) ratios() (grid, error) {
	t := rangeGrid("ratio")
	for _, pair := range ratioPairs() {
		if !slices.Contains(g.readers, pair[0]) || !slices.Contains(g.readers, pair[1]) {
			continue
		}
		r, err := derived.Ratio(g.Figures, g.benchmark, g.with(pair[0]), g.with(pair[1]))
		if err != nil {
			return t, err
		}
		t.rows = append(t.rows, rangeRow(pair[0]+" ÷ "+pair[1], r))
	}
	return t, nil
}

func (g *group) with(reader string) cell.Values {
	v := maps.Clone(g.values)
	v["reader"] = reader
	return v
}

// wrong tells of readers whose copies differ from their source.
func (g *group) wrong() []string {
	var notes []string
	scenarios := derived.Scenarios(g.Figures, g.benchmark)
	for _, reader := range g.readers {
		wrong := 0
		for _, scenario := range scenarios {
			if v, err := g.Value(g.of(reader, scenario), cell.WrongBytes); err != nil || v != 0 {
				wrong++
			}
		}
		if wrong > 0 {
			notes = append(notes, fmt.Sprintf("wrong bytes: %s reader=%s: in %d of %d scenarios", g.title(), reader, wrong, len(scenarios)))
		}
	}
	return notes
}

// moving tells of readers whose requests are not as many in every scenario.
func (g *group) moving(requests []derived.Range) []string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	var moving []string
	for i, reader := range g.readers {
		if r := requests[i]; r.Low != r.High {
			moving = append(moving, fmt.Sprintf("%s %s to %s", reader, number(r.Low), number(r.High)))
		}
	}
	if len(moving) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("GETs/op: %s: %s; the others make as many in every scenario", g.title(), strings.Join(moving, ", "))}
}
