package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/scripts/internal/gate"
)

// diffReport is what a comparison came to.
type diffReport struct {
	base *baseline
	here *measuredHere
	tree string // what was measured

	rerun  *gate.Figures // the base's own, if it was run again
	untrue []string      // cells whose committed figures at the base are not those

	diff     *gate.Diff
	unmoved  []string // files of results/ here that do not have what was measured
	accepted map[string][]gate.Acceptance
	unclear  []string

	benchstat string
	realClock []realClock

	pictures, lostPictures []string
	noPictures             error
}

// realClock is a file of figures of the real clock that changed: shown, never judged.
type realClock struct{ file, benchstat string }

// compare finds out everything there is to say.
func (r *diffReport) compare(ctx context.Context, o options) (err error) {
	base := r.base.figures
	if r.rerun != nil {
		if r.untrue, err = untrue(base, r.rerun); err != nil {
			return err
		}
		base = r.rerun // what this machine gives of both is the change's own doing
	}
	if r.diff, err = gate.Compare(base, r.here.figures); err != nil {
		return err
	}
	if r.benchstat, err = benchstatOf(ctx, r.diff, base, r.here.figures, r.base.short()); err != nil {
		return err
	}
	if r.realClock, err = r.base.realClock(ctx, o); err != nil {
		return err
	}
	if r.tree, err = treeName(ctx); err != nil {
		return err
	}
	return r.accept(ctx, o)
}

// untrue are the cells that the base's results/ have otherwise than it gives.
func untrue(committed, rerun *gate.Figures) ([]string, error) {
	d, err := gate.Compare(committed, rerun)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, c := range d.Cells {
		switch {
		case c.New:
			lines = append(lines, c.Name+": has no figures there")
		case len(c.Changes) > 0 || c.OtherModel():
			lines = append(lines, changeLine(c))
		}
	}
	for _, name := range d.Vanished {
		lines = append(lines, name+": has figures there, and is no cell of it")
	}
	return lines, nil
}

// accept looks for what commits since the base say of the figures that fail.
func (r *diffReport) accept(ctx context.Context, o options) error {
	lines, unclear, err := r.base.acceptances(ctx)
	if err != nil {
		return err
	}
	r.unclear = unclear
	committed := committedHere(o)
	r.accepted = map[string][]gate.Acceptance{}
	for _, c := range r.diff.Cells {
		if len(c.Fails()) == 0 {
			continue
		}
		if by, ok := gate.Accepted(c, committed, lines); ok {
			r.accepted[c.Name] = by
		}
	}
	d, err := gate.Compare(committed.Only(r.here.wants), r.here.figures)
	if err != nil {
		return err
	}
	for _, c := range d.Cells {
		if c.New || len(c.Changes) > 0 || c.OtherModel() {
			r.unmoved = append(r.unmoved, c.Name)
		}
	}
	r.unmoved = append(r.unmoved, d.Vanished...)
	return nil
}

// realClock compares what the base and the working tree have of measurements on the
// real clock.
func (b *baseline) realClock(ctx context.Context, o options) ([]realClock, error) {
	var changed []realClock
	for _, name := range sortedKeys(b.files) {
		was := b.files[name]
		set, err := readSet([]byte(was), name)
		if err != nil {
			return nil, err
		}
		is, err := os.ReadFile(filepath.Join(o.results, name))
		if len(set.Results) > 0 || err != nil || string(is) == was {
			continue
		}
		text, err := compareFiles(ctx, ".config", b.short(), literally(was), "here", literally(string(is)))
		if err != nil {
			return nil, err
		}
		changed = append(changed, realClock{name, text})
	}
	return changed, nil
}

// treeName says what was measured.
func treeName(ctx context.Context) (string, error) {
	hash, err := gitCommit(ctx)
	if err != nil {
		return "", err
	}
	if short, ok := strings.CutSuffix(hash, dirty); ok {
		return fmt.Sprintf("the working tree, %s and what is not committed", short[:min(len(short), 10)]), nil
	}
	return hash[:min(len(hash), 10)], nil
}

// failing are the cells that fail and that nobody has accepted.
func (r *diffReport) failing() []gate.Cell {
	return r.cells(func(c gate.Cell) bool { return len(c.Fails()) > 0 && r.accepted[c.Name] == nil })
}

func (r *diffReport) cells(is func(gate.Cell) bool) []gate.Cell {
	var cells []gate.Cell
	for _, c := range r.diff.Cells {
		if is(c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// verdict is nil, or why the exit status is 1.
func (r *diffReport) verdict() error {
	failing := r.failing()
	if len(failing) > 0 {
		var readers []string
		for _, c := range failing {
			if !slices.Contains(readers, c.Reader) {
				readers = append(readers, c.Reader)
			}
		}
		return fmt.Errorf("worse than at %s by more than they may be: %s of %s",
			r.base.short(), count(len(failing), "cell"), strings.Join(readers, ", "))
	}
	if len(r.untrue) > 0 {
		return fmt.Errorf("figures of %s in results/ of %s are not what it gives here", count(len(r.untrue), "cell"), r.base.short())
	}
	return nil
}

// write prints the comparison, what is decisive last.
func (r *diffReport) write(w io.Writer, dir string) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n", r.title())
	if r.benchstat != "" {
		fmt.Fprintf(b, "\n%s", r.benchstat)
	}
	for _, f := range r.realClock {
		fmt.Fprintf(b, "\n%s changed: of the real clock, and so not judged\n\n%s", f.file, f.benchstat)
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

func (r *diffReport) title() string {
	return fmt.Sprintf("%s, compared with %s (%s): %s", r.tree, r.base.short(), r.base.how, r.base.subject)
}

// counts is the summary in one line.
func (r *diffReport) counts() string {
	d := r.diff
	number := func(is func(gate.Cell) bool) int { return len(r.cells(is)) }
	fresh := number(func(c gate.Cell) bool { return c.New })
	if number(gate.Cell.Same) == len(d.Cells) && len(d.Vanished)+len(d.NewUnits)+len(d.VanishedUnits) == 0 {
		return fmt.Sprintf("no differences: all figures of %s are what they were", count(len(d.Cells), "cell"))
	}
	text := fmt.Sprintf("%s here: %d worse, %d better, %d changed in requests, %d changed otherwise, %d newly wrong, %d new, %d the same; %d vanished",
		count(len(d.Cells), "cell"),
		number(gate.Cell.Slower), number(gate.Cell.Faster), number(gate.Cell.Requests), number(gate.Cell.Otherwise),
		number(gate.Cell.NewlyWrong), fresh, number(gate.Cell.Same), len(d.Vanished))
	if n := number(gate.Cell.OtherModel); n > 0 {
		text += fmt.Sprintf("; %d of another model", n)
	}
	return text
}

// markdown is the same for the summary of a CI job, what is decisive first.
func (r *diffReport) markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	verdict := "Nothing is worse than it may be."
	if err := r.verdict(); err != nil {
		verdict = "**Fails**: " + err.Error() + "."
	}
	fmt.Fprintf(b, "## Figures\n\n%s\n\n%s\n", verdict, fenced(r.title()+"\n"+r.counts()+"\n"))
	for _, s := range append(r.failSections(), r.otherSections()...) {
		fmt.Fprintf(b, "### %s\n\n%s\n", s.title, fenced(lines(s.lines)))
	}
	if r.benchstat != "" {
		fmt.Fprintf(b, "<details><summary>benchstat</summary>\n\n%s\n</details>\n", fenced(r.benchstat))
	}
	for _, f := range r.realClock {
		fmt.Fprintf(b, "\n<details><summary>%s: of the real clock, and so not judged</summary>\n\n%s\n</details>\n", f.file, fenced(f.benchstat))
	}
	return b.Flush()
}

// fenced keeps text from being read as Markdown; a commit's subject is anybody's.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + fence + "\n"
}

func lines(all []string) string {
	var b bytes.Buffer
	writeLines(&b, all) // which a buffer does not refuse
	return b.String()
}

func writeLines(w io.Writer, all []string) error {
	for _, line := range all {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// changeLine is a cell with all that changed, what fails first and marked. The rate is
// left out: it is the time in another unit.
func changeLine(c gate.Cell) string {
	var fails, changes []string
	for _, ch := range c.Changes {
		text := fmt.Sprintf("%s %s → %s", ch.Unit, number(ch.Base), number(ch.Here))
		if ch.Base != 0 {
			text += " (" + ch.Delta + ")"
		}
		switch {
		case ch.Fails():
			fails = append(fails, "! "+text)
		case ch.Unit != "vB/s" || len(c.Changes) == 1:
			changes = append(changes, text)
		}
	}
	if c.OtherModel() {
		changes = append(changes, models(c))
	}
	return c.Name + ": " + strings.Join(append(fails, changes...), ", ")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
