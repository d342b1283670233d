package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
)

// section is a part of the report. One without lines is left out.
type section struct {
	title string
	lines []string
}

// kinds of cells, in the order of the report. Those with a title have a section each.
var kinds = []struct {
	kind         gate.Kind
	count, title string
}{
	{gate.Same, "the same", ""},
	{gate.Worse, "worse", "worse, within the limits"},
	{gate.Mixed, "partly better, partly worse", "partly better, partly worse, within the limits"},
	{gate.Better, "better", "better"},
	{gate.Otherwise, "changed otherwise", "changed otherwise"},
	{gate.New, "new", ""},
	{gate.OtherModel, "of another model", ""},
}

// failSections say what fails, why, and what to do.
func (r *Report) failSections() []section {
	return filled(
		section{"fails, where ! stands", r.changeLines(r.failing())},
		section{"limits", r.exceeded()},
		section{"to accept it, make figures && make report, commit results/, and say why in a line of the message that begins", r.howToAccept()},
		section{"the limits are not those of " + r.Base.short(), r.limits},
	)
}

// otherSections are about everything else that changed.
func (r *Report) otherSections() []section {
	all := []section{{"worse, accepted", r.changeLines(r.cells(func(c gate.Cell) bool { return r.accepted[c.Name] != "" }))}}
	for _, k := range kinds {
		if k.title != "" {
			all = append(all, section{k.title, r.changeLines(r.cells(func(c gate.Cell) bool { return c.Kind() == k.kind && len(c.Fails()) == 0 }))})
		}
	}
	return filled(append(all,
		section{"of another model, so only wrong bytes are compared", tally(r.ofKind(gate.OtherModel), models)},
		section{"new cells", grouped(names(r.ofKind(gate.New)), r.here.Names)},
		section{"vanished cells, which only " + r.Base.short() + " has", grouped(r.diff.Vanished, r.base.Names)},
		section{"figures that these cells did not have", tally(r.newUnits(), func(unit string) string { return unit })},
		section{"lines of commits that accept nothing: they must look like \"Worse: pooled: reason\", start in the first column, and name readers", r.unclear},
		section{"not committed as measured; make figures && make report, and commit results/", tally(r.stale, cell.Name.Benchmark)},
		section{"pictures that changed", r.pictures},
		section{"pictures that are no longer drawn", r.lostPictures},
		section{"pictures cannot be drawn", r.undrawn},
	)...)
}

func filled(all ...section) []section {
	return slices.DeleteFunc(all, func(s section) bool { return len(s.lines) == 0 })
}

func (r *Report) ofKind(k gate.Kind) []gate.Cell {
	return r.cells(func(c gate.Cell) bool { return c.Kind() == k })
}

func names(cells []gate.Cell) []cell.Name {
	var all []cell.Name
	for _, c := range cells {
		all = append(all, c.Name)
	}
	return all
}

func models(c gate.Cell) string {
	return fmt.Sprintf("%s %s → %s", cell.Model, c.BaseModel, c.Model)
}

func (r *Report) newUnits() []string {
	var units []string
	for _, c := range r.diff.Cells {
		units = append(units, c.NewUnits...)
	}
	return units
}

// tally has a line for each group with its number of cells.
func tally[T any](all []T, group func(T) string) []string {
	n := countBy(all, group)
	var lines []string
	for _, what := range sortedKeys(n) {
		lines = append(lines, fmt.Sprintf("%s: %s", what, count(n[what], "cell")))
	}
	return lines
}

func countBy[T any](all []T, group func(T) string) map[string]int {
	n := map[string]int{}
	for _, one := range all {
		n[group(one)]++
	}
	return n
}

// grouped names cells. A reader of which all cells are named has one line.
func grouped(names, all []cell.Name) []string {
	reader := func(n cell.Name) string { return n.Benchmark() + "/reader=" + n.Get("reader") }
	here, total := countBy(names, reader), countBy(all, reader)
	var lines []string
	for _, name := range names {
		line := string(name)
		if n := here[reader(name)]; n > 1 && n == total[reader(name)] {
			line = fmt.Sprintf("%s: all %d cells", reader(name), n)
		}
		lines = appendNew(lines, line)
	}
	return lines
}

// exceeded are the limits that figures exceed.
func (r *Report) exceeded() []string {
	var lines []string
	for _, c := range r.failing() {
		for _, ch := range c.Fails() {
			lines = appendNew(lines, ch.Limit())
		}
	}
	return lines
}

// howToAccept are the lines of a message that would accept what fails.
func (r *Report) howToAccept() []string {
	why := map[string]string{"Worse": "<why they may be>", "Wrong": "<why their copies may be wrong, which no reader of strategies.All() may be>"}
	readers := map[string][]string{}
	for _, c := range r.failing() {
		for _, ch := range c.Fails() {
			word := "Worse"
			if ch.Unit == cell.WrongBytes {
				word = "Wrong"
			}
			readers[word] = appendNew(readers[word], c.Reader())
		}
	}
	var lines []string
	for _, word := range sortedKeys(readers) {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", word, strings.Join(readers[word], ", "), why[word]))
	}
	return lines
}

// appendNew appends what is not there yet.
func appendNew(all []string, one string) []string {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
