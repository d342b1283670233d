package gate

import (
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
// It names its readers, and wrong bytes need a line of their own, so that accepting one
// figure never accepts another. It starts in the first column: make diff prints such
// lines, and a message may quote them.
type Acceptance struct {
	Wrong   bool
	Readers []string
	Why     string
	Commit  string
}

var (
	acceptanceForm = regexp.MustCompile(`^(Worse|Wrong): +([\w-]+(?: *, *[\w-]+)*) *: *([^\s:<].*)$`)
	acceptanceLike = regexp.MustCompile(`(?i)^\W*(worse|wrong)\b\s*:`)
	comma          = regexp.MustCompile(` *, *`)
)

// Acceptances finds such lines in the message of a commit. Unclear are lines that look
// like one and are indented or quoted, name no reader, or give no reason.
func Acceptances(commit, message string) (all []Acceptance, unclear []string) {
	for line := range strings.Lines(message) {
		line = strings.TrimRight(line, " \t\r\n")
		if m := acceptanceForm.FindStringSubmatch(line); m != nil {
			all = append(all, Acceptance{Wrong: m[1] == "Wrong", Readers: comma.Split(m[2], -1), Why: m[3], Commit: commit})
		} else if acceptanceLike.MatchString(line) {
			unclear = append(unclear, line)
		}
	}
	return all, unclear
}

// accepts tells whether the line is about this figure.
func (a Acceptance) accepts(c Cell, ch Change) bool {
	return slices.Contains(a.Readers, c.Reader()) && a.Wrong == (ch.Unit == cell.WrongBytes)
}

// Accepted finds the line for each figure of the cell that fails, or none if one has no
// line.
func Accepted(c Cell, lines []Acceptance) (by []Acceptance) {
	for _, ch := range c.Fails() {
		i := slices.IndexFunc(lines, func(a Acceptance) bool { return a.accepts(c, ch) })
		if i < 0 {
			return nil
		}
		by = append(by, lines[i])
	}
	return by
}
