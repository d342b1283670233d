package readeratest

import (
	"fmt"
	"strings"
	"sync"
)

// A Violation is one rule broken once, and how. The errors that [TestReaderAt]
// and [Check] return unwrap to Violations.
type Violation struct {
	Rule     string   // the rule's name, which is part of this package's contract
	Text     string   // the rule in one sentence
	Source   string   // who says so: io.ReaderAt, io.EOF, io.Reader, or "this suite"
	Schedule []string // what was done, numbered; of a long one, its end
	Got      string
	Want     string
	Seed     uint64 // READERATEST_SEED with this value repeats the case
}

// Error is the whole report, in several lines.
func (v *Violation) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "readeratest: %s: %s [%s]\n", v.Rule, v.Text, v.Source)
	for _, step := range v.Schedule {
		fmt.Fprintf(&b, "\t%s\n", step)
	}
	fmt.Fprintf(&b, "\tgot:  %s\n\twant: %s\n", v.Got, v.Want)
	fmt.Fprintf(&b, "\trepeat with READERATEST_SEED=%d", v.Seed)
	return b.String()
}

// maxSteps is how many lines of a schedule are kept: a person reads no more.
const maxSteps = 24

// steps is the end of what was done so far. It is safe for concurrent use.
type steps struct {
	mu    sync.Mutex
	n     int
	lines []string
}

func (s *steps) addf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	s.lines = append(s.lines, fmt.Sprintf("%d. ", s.n)+fmt.Sprintf(format, args...))
	if len(s.lines) > maxSteps {
		s.lines = s.lines[1:]
	}
}

func (s *steps) list() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.n - len(s.lines); before > 0 {
		return append([]string{fmt.Sprintf("(%d steps before)", before)}, s.lines...)
	}
	return append([]string(nil), s.lines...)
}
