package gate

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"readeratbench/internal/cell"
)

// Acceptance is a line of a commit's message that says why figures may be worse:
//
//	Worse: pooled, pooled-locked: why
//	Wrong: merged: why
//
// It names readers, and what it says of wrong bytes it says apart, so that nobody
// accepts with one figure what became of another. It begins its line: make diff itself
// prints such lines, and a message may quote it.
type Acceptance struct {
	Wrong   bool
	Readers []string
	Why     string
	Commit  string
}

var (
	acceptanceForm = regexp.MustCompile(`^(Worse|Wrong): +([\w-]+(?: *, *[\w-]+)*) *: *([^\s:<].*)$`)
	acceptanceLike = regexp.MustCompile(`(?i)^\W*(worse|wrong)\b\s*:`)
)

// Acceptances finds them in the message of a commit, and lines that look like some but
// do not begin their line, name no reader or give no reason.
func Acceptances(commit, message string) (all []Acceptance, unclear []string) {
	for line := range strings.Lines(message) {
		line = strings.TrimRight(line, " \t\r\n") // not TrimLeft: what is quoted is no word of its own
		m := acceptanceForm.FindStringSubmatch(line)
		switch {
		case m != nil:
			a := Acceptance{Wrong: m[1] == "Wrong", Why: m[3], Commit: commit}
			for reader := range strings.SplitSeq(m[2], ",") {
				a.Readers = append(a.Readers, strings.TrimSpace(reader))
			}
			all = append(all, a)
		case acceptanceLike.MatchString(line):
			unclear = append(unclear, line)
		}
	}
	return all, unclear
}

// Accepts tells whether the line is of this figure.
func (a Acceptance) Accepts(c Cell, ch Change) bool {
	return slices.Contains(a.Readers, c.Reader()) && a.Wrong == (ch.Unit == cell.WrongBytes)
}

// Accepted finds what accepts all that fails of a cell, if the figures are those that
// are committed: what a commit accepts it has to show.
func Accepted(c Cell, committed *Figures, lines []Acceptance) ([]Acceptance, bool) {
	var by []Acceptance
	for _, ch := range c.Fails() {
		i := slices.IndexFunc(lines, func(a Acceptance) bool { return a.Accepts(c, ch) })
		if i < 0 || !committed.has(c.Name, ch) {
			return nil, false
		}
		by = append(by, lines[i])
	}
	return by, true
}

// has tells whether the figure is as it is here now, or not there either.
func (f *Figures) has(name cell.Name, ch Change) bool {
	r := f.Result(name)
	if r == nil {
		return false
	}
	v, ok := r.Value(ch.Unit)
	return ok && same(v, ch.Here) || !ok && math.IsNaN(ch.Here)
}
