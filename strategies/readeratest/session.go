package readeratest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
)

// maxPerRule bounds what is reported of one rule: the first cases tell enough.
const maxPerRule = 3

// session is one rule held against one way to make readers: where its trials
// come from, and what they found.
type session struct {
	rule
	seed      uint64
	rnd       *rand.Rand // of this rule alone, so that a rule run by itself repeats
	newReader func(Source) (io.ReaderAt, error)
	blackBox  *blackBox // instead of newReader
	watch     *watch

	found   []error
	hung    bool  // nothing more is tried: what it would use may be stuck
	skipped bool  // the rule is about readers of another kind
	err     error // newReader's
}

// blackBox is a reader that somebody else made and that serves all rules.
type blackBox struct {
	r       io.ReaderAt
	content []byte
	total   int64 // bytes read by one call after another
}

func newSession(r rule, set settings) *session {
	h := fnv.New64a()
	_, _ = io.WriteString(h, r.name) // a hash never fails
	return &session{
		rule: r, seed: set.seed,
		rnd:   rand.New(rand.NewPCG(set.seed, h.Sum64())),
		watch: newWatch(set.patience),
	}
}

// over says that the rule needs no more trials.
func (s *session) over() bool {
	return s.hung || s.skipped || s.err != nil || len(s.found) >= maxPerRule
}

// result is nil or all that was found.
func (s *session) result() error {
	if s.err != nil {
		return fmt.Errorf("readeratest: %s: newReader: %w", s.name, s.err)
	}
	return errors.Join(s.found...)
}

func (s *session) violate(schedule []string, got, want string) {
	if len(s.found) >= maxPerRule {
		return
	}
	s.found = append(s.found, &Violation{
		Rule: s.name, Text: s.text, Source: s.source,
		Schedule: schedule, Got: got, Want: want, Seed: s.seed,
	})
}

// try makes a reader over a stage that behaves by the script from the start,
// runs f on it, and clears up. In a black box there is no stage and no script,
// and the reader is the one there is.
func (s *session) try(how script, f func(*trial)) {
	if s.over() {
		return
	}
	if b := s.blackBox; b != nil {
		f(&trial{session: s, watch: s.watch, r: b.r, content: b.content, total: &b.total})
		return
	}
	t, err := s.newTrial(how, theContent)
	if err != nil {
		s.err = err
		return
	}
	if s.closers && !t.closer() {
		s.skipped = true
		return
	}
	f(t)
	t.finish()
}

// newTrial makes a reader over a stage with the content.
func (s *session) newTrial(how script, content []byte) (*trial, error) {
	// A watch of the trial's own: what the readers of earlier trials still do is
	// no sign of life of this one's.
	w := newWatchLike(s.watch)
	stage := newStage(how, w)
	stage.content = content
	r, err := s.newReader(stage)
	if err == nil && r == nil {
		err = errors.New("no reader and no error")
	}
	if err != nil {
		return nil, err
	}
	return &trial{session: s, watch: w, r: r, content: content, stage: stage, total: new(int64)}, nil
}
