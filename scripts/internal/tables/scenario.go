package tables

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/derived"
	"readeratbench/scripts/internal/results"
)

// A scenario is what these keys say. What is compared is of the same scenario.
var scenarioKeys = []string{"profile", "ttfb", "seed"}

const exampleScenario = cell.Example + "/ttfb=1.0/seed=0"

// scenarioOf is what cells that may be compared have in common.
func scenarioOf(n cell.Name) string {
	values := cell.Values{}
	for _, key := range scenarioKeys {
		values[key] = n.Get(key)
	}
	return cell.Make("", values).Config()
}

// group is one uploader and size, and one number of workers where that is varied as
// well, in all scenarios.
type group struct {
	title   string // what its cells have in common
	cells   []cell.Name
	results map[[2]string]*benchfmt.Result // by reader and scenario
}

// scenarioPage is how far the figures, and what is concluded from them, move with the
// scenario.
func scenarioPage(d results.Definition, s *results.Set) ([]Page, error) {
	var groups []*group
	for _, r := range s.Results {
		if err := groupOf(&groups, results.NameOf(r)).add(r); err != nil {
			return nil, err
		}
	}
	for _, g := range groups {
		if err := g.complete(); err != nil {
			return nil, err
		}
	}
	write := func(w io.Writer) error {
		_, err := fmt.Fprintln(w, scenarioTitle(s))
		for _, g := range groups {
			fmt.Fprintf(w, "\n%s; scenarios: %d\n", g.title, len(g.scenarios()))
			for _, t := range []grid{g.seconds(), g.ratios()} {
				if len(t.rows) == 0 {
					continue
				}
				fmt.Fprintln(w)
				if err := t.write(w); err != nil {
					return err
				}
			}
		}
		if err == nil {
			_, err = fmt.Fprintf(w, "\n%s\n", strings.Join(scenarioNotes(groups, s.Names()), "\n"))
		}
		return err
	}
	return []Page{{filepath.Join(Folder, d.Name+".txt"), write}}, nil
}

// groupOf finds the group that the cell belongs to, or adds it.
func groupOf(all *[]*group, n cell.Name) *group {
	title := "uploader=" + n.Get("uploader") + " size=" + n.Get("size")
	if workers := n.Get("workers"); workers != "" {
		title += " workers=" + workers
	}
	for _, g := range *all {
		if g.title == title {
			return g
		}
	}
	g := &group{title: title, results: map[[2]string]*benchfmt.Result{}}
	*all = append(*all, g)
	return g
}

func (g *group) add(r *benchfmt.Result) error {
	n := results.NameOf(r)
	for _, key := range scenarioKeys {
		if n.Get(key) == "" {
			return fmt.Errorf("cell %s: has no %s=; names must look like %s", n, key, exampleScenario)
		}
	}
	for _, unit := range []string{cell.Time, cell.GETs} {
		if _, ok := r.Value(unit); !ok {
			return fmt.Errorf("cell %s: does not report %s", n, unit)
		}
	}
	at := [2]string{n.Get("reader"), scenarioOf(n)}
	if g.results[at] != nil {
		return fmt.Errorf("cell %s: another one has the same reader in the same scenario; names must look like %s", n, exampleScenario)
	}
	g.results[at] = r
	g.cells = append(g.cells, n)
	return nil
}

// complete checks that every reader was measured in every scenario, the nominal one
// among them: a range over fewer would come out narrower.
func (g *group) complete() error {
	for _, reader := range g.readers() {
		for _, scenario := range g.scenarios() {
			if g.results[[2]string{reader, scenario}] == nil {
				return fmt.Errorf("no cell of reader=%s with %s, which other readers have; every reader must run in every scenario", reader, scenario)
			}
		}
	}
	if g.nominal() == "" {
		return fmt.Errorf("no cell with %s, which others are to be compared with; names must look like %s", cell.Make("", derived.Nominal).Config(), exampleScenario)
	}
	return nil
}

func (g *group) readers() []string { return cell.Distinct(g.cells, "reader") }

// scenarios are those of the group in their order.
func (g *group) scenarios() []string {
	var all []string
	for _, n := range g.cells {
		all = appendNew(all, scenarioOf(n))
	}
	return all
}

func (g *group) nominal() string {
	i := slices.IndexFunc(g.cells, func(n cell.Name) bool { return n.Has(derived.Nominal) })
	if i < 0 {
		return ""
	}
	return scenarioOf(g.cells[i])
}

// value is what the reader measured; complete has seen that it did.
func (g *group) value(reader, scenario, unit string) float64 {
	v, _ := g.results[[2]string{reader, scenario}].Value(unit)
	return v
}

// extent is the lowest and the highest value over all scenarios.
func (g *group) extent(value func(scenario string) float64) (low, high float64) {
	var all []float64
	for _, s := range g.scenarios() {
		all = append(all, value(s))
	}
	return slices.Min(all), slices.Max(all)
}

// scenarioTitle says what was varied, by the cells' names.
func scenarioTitle(s *results.Set) string {
	names := s.Names()
	var profiles []string
	for _, profile := range cell.Distinct(names, "profile") {
		of := slices.DeleteFunc(s.Names(), func(n cell.Name) bool { return n.Get("profile") != profile })
		profiles = append(profiles, fmt.Sprintf("%s (seeds: %d)", profile, len(cell.Distinct(of, "seed"))))
	}
	return fmt.Sprintf("%s: ttfb=%s (factors) profile=%s model=%s\nnominal is profile=%s ttfb=%s; lowest and highest are of all scenarios, ratios are taken within one",
		names[0].Benchmark(), strings.Join(cell.Distinct(names, "ttfb"), ","), strings.Join(profiles, ", "), s.Model(), derived.Nominal["profile"], derived.Nominal["ttfb"])
}
