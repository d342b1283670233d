package diff

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
)

func (r *Report) cells(is func(gate.Cell) bool) []gate.Cell {
	return slices.DeleteFunc(slices.Clone(r.diff.Cells), func(c gate.Cell) bool { return !is(c) })
}

// failing are the cells that fail and that no commit accepts.
func (r *Report) failing() []gate.Cell {
	return r.cells(func(c gate.Cell) bool { return len(c.Fails()) > 0 && r.accepted[c.Name] == "" })
}

// Failure is nil, or says which figures are worse than their limits allow.
func (r *Report) Failure() error {
	failing := r.failing()
	if len(failing) == 0 {
		return nil
	}
	return fmt.Errorf("worse than at %s by more than the limits allow: %s of %s",
		r.Base.short(), count(len(failing), "cell"), strings.Join(cell.Distinct(names(failing), "reader"), ", "))
}

// Render prints the report with the verdict last. The folder has been renamed to dir.
func (r *Report) Render(w io.Writer, dir string) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n", r.title())
	if r.benchstat != "" {
		fmt.Fprintf(b, "\n%s", r.benchstat)
	}
	fmt.Fprintf(b, "\n%s\n", r.counts())
	for _, s := range append(r.otherSections(), r.failSections()...) {
		fmt.Fprintf(b, "\n%s:\n", s.title)
		for _, line := range s.lines {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	fmt.Fprintf(b, "\nraw results of both sides: %s\n", dir+string(filepath.Separator))
	return b.Flush()
}

func (r *Report) title() string {
	return fmt.Sprintf("%s, compared with %s (%s): %s", r.Tree, r.Base.short(), r.Base.how, r.Base.subject)
}

// counts sums up all cells in a line.
func (r *Report) counts() string {
	all := count(len(r.diff.Cells), "cell")
	if len(r.cells(gate.Cell.Identical)) == len(r.diff.Cells) && len(r.diff.Vanished) == 0 {
		return fmt.Sprintf("no differences: all figures of %s are what they were", all)
	}
	var parts []string
	for _, k := range kinds {
		if n := len(r.ofKind(k.kind)); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k.count))
		}
	}
	requests := r.cells(func(c gate.Cell) bool { return c.Change(cell.GETs) != nil })
	wrong := r.cells(func(c gate.Cell) bool { ch := c.Change(cell.WrongBytes); return ch != nil && ch.Base == 0 })
	return fmt.Sprintf("%s: %s; %d changed in requests, %d newly wrong; %d vanished",
		all, strings.Join(parts, ", "), len(requests), len(wrong), len(r.diff.Vanished))
}

// markdown is the report for the summary of a CI job, with the verdict first.
func (r *Report) markdown() string {
	var b strings.Builder
	verdict := "No figure is worse than its limit allows."
	if err := r.Failure(); err != nil {
		verdict = "**Fails**: " + err.Error() + "."
	}
	fmt.Fprintf(&b, "## Figures\n\n%s\n\n%s\n", verdict, fenced(r.title()+"\n"+r.counts()+"\n"))
	for _, s := range append(r.failSections(), r.otherSections()...) {
		fmt.Fprintf(&b, "### %s\n\n%s\n", s.title, fenced(lines(s.lines)))
	}
	if r.benchstat != "" {
		fmt.Fprintf(&b, "<details><summary>benchstat</summary>\n\n%s\n</details>\n", fenced(r.benchstat))
	}
	return b.String()
}

// fenced keeps text from being read as Markdown: a commit's subject may contain any.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + fence + "\n"
}

func lines(all []string) string {
	var b strings.Builder
	for _, line := range all {
		b.WriteString(line + "\n")
	}
	return b.String()
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (r *Report) changeLines(cells []gate.Cell) []string {
	var lines []string
	for _, c := range cells {
		lines = append(lines, r.changeLine(c))
	}
	return lines
}

// changeLine is a cell with all its changes: first what fails, marked unless it is
// accepted. The rate is left out beside the time, which says the same.
func (r *Report) changeLine(c gate.Cell) string {
	reason, mark := r.accepted[c.Name], "! "
	if reason != "" {
		reason, mark = "; "+reason, ""
	}
	var fails, changes []string
	for _, ch := range c.Changes {
		switch {
		case ch.Fails():
			fails = append(fails, mark+changeText(ch))
		case ch.Unit != cell.Rate || c.Change(cell.Time) == nil:
			changes = append(changes, changeText(ch))
		}
	}
	if c.BaseModel != c.Model {
		changes = append(changes, models(c))
	}
	return string(c.Name) + ": " + strings.Join(append(fails, changes...), ", ") + reason
}

func changeText(ch gate.Change) string {
	switch {
	case math.IsNaN(ch.Here):
		return fmt.Sprintf("%s %s → not measured", ch.Unit, number(ch.Base))
	case ch.Base == 0:
		return fmt.Sprintf("%s 0 → %s", ch.Unit, number(ch.Here))
	}
	return fmt.Sprintf("%s %s → %s (%+.2f%%)", ch.Unit, number(ch.Base), number(ch.Here), (ch.Here/ch.Base-1)*100)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
