package diff

import (
	"fmt"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
)

// section is a part of the report; one without lines is left out.
type section struct {
	title string
	lines []string
}

// failSections are about what fails: the cells, why, and what to do.
func (r *Report) failSections() []section {
	return filled(
		section{"fails, where ! stands", changeLines(r.failing())},
		section{"limits", r.exceeded()},
		section{"to accept it", r.howToAccept()},
		section{"the limits are not those of " + r.Base.short(), r.limits},
	)
}

// otherSections are all other parts, from the trees to their cells.
func (r *Report) otherSections() []section {
	return filled(append(r.cellSections(), r.treeSections()...)...)
}

// filled leaves out what has no lines.
func filled(all ...section) []section {
	return slices.DeleteFunc(all, func(s section) bool { return len(s.lines) == 0 })
}

// treeSections are about the two trees.
func (r *Report) treeSections() []section {
	var undrawn []string
	if r.noPictures != nil {
		undrawn = []string{strings.TrimSpace(r.noPictures.Error())}
	}
	return []section{
		{"lines of commits that accept nothing: they must be like \"Worse: pooled: reason\", from the first column, with readers that there are", r.unclear},
		{"not committed as measured; make figures && make report, and commit results/", perGroup(r.unmoved, ofBenchmark)},
		{"pictures that changed", r.pictures},
		{"pictures that are no longer drawn", r.lostPictures},
		{"pictures cannot be drawn", undrawn},
	}
}

// cellSections are about cells that do not fail. Each has one place.
func (r *Report) cellSections() []section {
	left := r.cells(func(c gate.Cell) bool { return len(c.Fails()) == 0 && !c.Same() && !c.New })
	take := func(is func(gate.Cell) bool) []gate.Cell {
		var taken []gate.Cell
		left = slices.DeleteFunc(left, func(c gate.Cell) bool {
			if is(c) {
				taken = append(taken, c)
			}
			return is(c)
		})
		return taken
	}
	return []section{
		{"worse, accepted", r.acceptedLines()},
		{"no longer wrong", changeLines(take(gate.Cell.Mended))},
		{"of another model, so that only wrong bytes are compared", perGroup(take(gate.Cell.OtherModel), models)},
		{"worse, within the limits", changeLines(take(gate.Cell.Worse))},
		{"partly better, partly worse, within the limits", changeLines(take(gate.Cell.Mixed))},
		{"better", changeLines(take(gate.Cell.Better))},
		{"changed otherwise", changeLines(take(func(gate.Cell) bool { return true }))},
		{"new: here alone", grouped(r.newNames(), r.here.Names)},
		{"vanished: at " + r.Base.short() + " alone", grouped(r.diff.Vanished, r.Base.figures.Names)},
		{"figures that cells have here alone", perGroup(r.newUnits(), func(unit string) string { return unit })},
	}
}

func models(c gate.Cell) string {
	return fmt.Sprintf("%s %s → %s", cell.Model, c.BaseModel, c.Model)
}

func changeLines(cells []gate.Cell) []string {
	var lines []string
	for _, c := range cells {
		lines = append(lines, changeLine(c, "! "))
	}
	return lines
}

func (r *Report) newUnits() []string {
	var units []string
	for _, c := range r.diff.Cells {
		units = append(units, c.NewUnits...)
	}
	return units
}

func (r *Report) newNames() []cell.Name {
	var names []cell.Name
	for _, c := range r.diff.Cells {
		if c.New {
			names = append(names, c.Name)
		}
	}
	return names
}

// grouped puts one line in the place of all cells of a benchmark, or of a reader in it.
func grouped(names, all []cell.Name) []string {
	here, total := map[string]int{}, map[string]int{}
	for _, name := range names {
		here[ofBenchmark(name)]++
		here[ofReader(name)]++
	}
	for _, name := range all {
		total[ofBenchmark(name)]++
		total[ofReader(name)]++
	}
	whole := func(group string) bool { return here[group] > 1 && here[group] == total[group] }
	var lines []string
	for _, name := range names {
		line := string(name)
		for _, group := range []string{ofReader(name), ofBenchmark(name)} {
			if whole(group) {
				line = fmt.Sprintf("%s: all %d cells", group, here[group])
			}
		}
		lines = appendNew(lines, line)
	}
	return lines
}

func ofBenchmark(name cell.Name) string { return name.Benchmark() }

func ofReader(name cell.Name) string { return ofBenchmark(name) + "/reader=" + name.Get("reader") }

// perGroup has a line a group: what, and of how many cells.
func perGroup[T any](all []T, group func(T) string) []string {
	n := map[string]int{}
	for _, one := range all {
		n[group(one)]++
	}
	var lines []string
	for _, what := range sortedKeys(n) {
		lines = append(lines, fmt.Sprintf("%s: %s", what, count(n[what], "cell")))
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

func (r *Report) acceptedLines() []string {
	var lines []string
	for _, c := range r.diff.Cells {
		var by []string
		for _, a := range r.accepted[c.Name] {
			by = appendNew(by, fmt.Sprintf("%s says: %s", a.Commit, a.Why))
		}
		if len(by) > 0 {
			lines = append(lines, changeLine(c, "")+"; "+strings.Join(by, "; "))
		}
	}
	return lines
}

// exceeded are limits, each once.
func (r *Report) exceeded() []string {
	var lines []string
	for _, c := range r.failing() {
		for _, ch := range c.Fails() {
			lines = appendNew(lines, ch.Limit())
		}
	}
	return lines
}

// howToAccept says what is missing for what fails to be accepted.
func (r *Report) howToAccept() []string {
	var worse, wrong []string
	stale := false
	for _, c := range r.failing() {
		stale = stale || slices.Contains(r.unmoved, c.Name)
		for _, ch := range c.Fails() {
			if ch.Unit == cell.WrongBytes {
				wrong = appendNew(wrong, c.Reader())
			} else {
				worse = appendNew(worse, c.Reader())
			}
		}
	}
	if len(worse)+len(wrong) == 0 {
		return nil
	}
	first := "results/ has these figures; what is missing is the reason, a line of a commit's message that begins:"
	if stale {
		first = "make figures && make report, commit results/, and say why in a line of the message that begins:"
	}
	lines := []string{first}
	if len(worse) > 0 {
		lines = append(lines, "  Worse: "+strings.Join(worse, ", ")+": <why they may be>")
	}
	if len(wrong) > 0 {
		lines = append(lines, "  Wrong: "+strings.Join(wrong, ", ")+": <why their copies may be wrong, which no reader of strategies.All() may be>")
	}
	return lines
}
