package readeratest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// The environment variables that the suite reads.
const (
	seedVariable     = "READERATEST_SEED"
	patienceVariable = "READERATEST_PATIENCE"
)

// patience is how long no call may end before those under way count as hung. A
// variable for the tests, which wait for readers that do hang.
var patience = 10 * time.Second

// bubblePatience is that in a bubble, where waiting costs nothing and a slow network
// may be simulated: time passes there only when all goroutines wait, so that a hang
// is found for certain and a slow reader is not taken for one.
const bubblePatience = time.Hour

// haste divides the patience of rules that follow one in which a call hung: the
// report is under way, and the next hang is no surprise.
const haste = 10

// settings are what the environment decides.
type settings struct {
	seed     uint64
	patience time.Duration
}

func newSettings() (settings, error) {
	set := settings{rand.Uint64(), patience}
	var err error
	if s := os.Getenv(seedVariable); s != "" {
		if set.seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			return set, fmt.Errorf("readeratest: %s=%q: want the number that a violation named: %w", seedVariable, s, err)
		}
	}
	if s := os.Getenv(patienceVariable); s != "" {
		set.patience, err = time.ParseDuration(s)
		if err != nil || set.patience <= 0 {
			return set, fmt.Errorf("readeratest: %s=%q: want a time above zero, like 30s", patienceVariable, s)
		}
	}
	if inBubble() {
		set.patience = bubblePatience
	}
	return set, nil
}

// maxPerRule bounds what is reported of one rule: the first cases tell enough.
const maxPerRule = 3

// session checks one way to make readers against one rule: where its trials come
// from, and what they found.
type session struct {
	rule
	settings
	rnd       *rand.Rand // of this rule alone, so that a rule run by itself repeats
	newReader func(Source) (io.ReaderAt, error)
	blackBox  *blackBox // instead of newReader

	found   []error
	hung    bool  // nothing more is tried: what it would use may be stuck
	skipped bool  // the rule is about readers of another kind
	err     error // newReader's
}

// blackBox is a reader that the caller made and that serves all rules.
type blackBox struct {
	r       io.ReaderAt
	content []byte
	total   int64 // bytes read by one call after another
}

func newSession(r rule, set settings) *session {
	h := fnv.New64a()
	_, _ = io.WriteString(h, r.name) // a hash never fails
	return &session{rule: r, settings: set, rnd: rand.New(rand.NewPCG(set.seed, h.Sum64()))}
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

// try makes a reader over a fault source that behaves by the script from the start,
// runs f on it, and clears up. In a black box there is no source and no script, and
// the reader is the one there is.
func (s *session) try(how script, f func(*trial)) {
	if s.over() {
		return
	}
	if b := s.blackBox; b != nil {
		f(&trial{session: s, watch: newWatch(s.patience), r: b.r, content: b.content, total: &b.total})
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

// trySize is try over a healthy source of another size. A constructor that refuses
// it is let off: whether an empty object is worth a reader is its own affair.
func (s *session) trySize(size int, f func(*trial)) {
	if s.over() || s.blackBox != nil {
		return
	}
	if t, err := s.newTrial(script{}, makeContent(size)); err == nil {
		f(t)
		t.finish()
	}
}

// newTrial makes a reader over a fault source with the content. Its watch is its
// own: what the readers of earlier trials still do is no sign of life of this one's.
func (s *session) newTrial(how script, content []byte) (*trial, error) {
	w := newWatch(s.patience)
	src := newFaultSource(how, w)
	src.content = content
	r, err := s.newReader(src)
	if err == nil && r == nil {
		err = errors.New("no reader and no error")
	}
	if err != nil {
		return nil, err
	}
	return &trial{session: s, watch: w, r: r, content: content, src: src, total: new(int64)}, nil
}
