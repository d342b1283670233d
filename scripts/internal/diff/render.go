package diff

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
)

// failing are the cells that fail and that no commit accepts.
func (r *Report) failing() []gate.Cell {
	return r.cells(func(c gate.Cell) bool { return len(c.Fails()) > 0 && r.accepted[c.Name] == nil })
}

func (r *Report) cells(is func(gate.Cell) bool) []gate.Cell {
	var cells []gate.Cell
	for _, c := range r.diff.Cells {
		if is(c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// Failure is nil, or why figures are worse than they may be.
func (r *Report) Failure() error {
	failing := r.failing()
	if len(failing) == 0 {
		return nil
	}
	var readers []string
	for _, c := range failing {
		readers = appendNew(readers, c.Reader())
	}
	return fmt.Errorf("worse than at %s by more than they may be: %s of %s",
		r.Base.short(), count(len(failing), "cell"), strings.Join(readers, ", "))
}

// Render prints the comparison, what is decisive last. dir is where the folder is now.
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

// counts is the summary in one line.
func (r *Report) counts() string {
	n := func(is func(gate.Cell) bool) int { return len(r.cells(is)) }
	total := len(r.diff.Cells)
	if n(gate.Cell.Identical) == total && len(r.diff.Vanished) == 0 {
		return fmt.Sprintf("no differences: all figures of %s are what they were", count(total, "cell"))
	}
	text := fmt.Sprintf("%s: %d the same, %d worse, %d better, %d partly both, %d changed otherwise, %d new; %d changed in requests, %d newly wrong; %d vanished",
		count(total, "cell"), n(gate.Cell.Same), n(gate.Cell.Worse), n(gate.Cell.Better), n(gate.Cell.Mixed), n(gate.Cell.Otherwise),
		n(func(c gate.Cell) bool { return c.New }), n(gate.Cell.Requests), n(gate.Cell.NewlyWrong), len(r.diff.Vanished))
	if other := n(gate.Cell.OtherModel); other > 0 {
		text += fmt.Sprintf("; %d of another model", other)
	}
	return text
}

// markdown is the same for the summary of a CI job, what is decisive first.
func (r *Report) markdown() string {
	var b strings.Builder
	verdict := "Nothing is worse than it may be."
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

// fenced keeps text from being read as Markdown; a commit's subject may be anything.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + fence + "\n"
}

// lines are all lines, each with its end.
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

// changeLine is a cell with all that changed, what fails first and marked. The rate is
// left out beside the time, which is the same in another unit.
func changeLine(c gate.Cell, mark string) string {
	var fails, changes []string
	timed := false
	for _, ch := range c.Changes {
		timed = timed || ch.Unit == cell.Time
		switch {
		case ch.Fails():
			fails = append(fails, mark+changeText(ch))
		case ch.Unit != cell.Rate || !timed:
			changes = append(changes, changeText(ch))
		}
	}
	if c.OtherModel() {
		changes = append(changes, models(c))
	}
	return string(c.Name) + ": " + strings.Join(append(fails, changes...), ", ")
}

func changeText(ch gate.Change) string {
	if math.IsNaN(ch.Here) {
		return fmt.Sprintf("%s %s → not measured", ch.Unit, number(ch.Base))
	}
	text := fmt.Sprintf("%s %s → %s", ch.Unit, number(ch.Base), number(ch.Here))
	if ch.Base != 0 {
		text += " (" + ch.Delta + ")"
	}
	return text
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
