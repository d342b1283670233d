package readeratest

import (
	"fmt"
	"io"
	"testing"
)

// properties is no rule: what it finds is neither right nor wrong.
var properties = rule{name: "properties"}

// runProperties logs what a reader is like.
func runProperties(t *testing.T, s *session, newReader func(t testing.TB, src Source) io.ReaderAt) {
	s.newReader = func(src Source) (io.ReaderAt, error) { return newReader(t, src), nil }
	for _, line := range s.describe() {
		t.Log(line)
	}
}

// describe finds out, and does not judge.
func (s *session) describe() (lines []string) {
	s.try(script{}, func(t *trial) { lines = append(lines, t.concurrency()) })
	s.try(script{}, func(t *trial) {
		const calls = 20
		before := len(t.src.seen().opened)
		for i := range int64(calls) {
			t.read(100, i*100)
		}
		lines = append(lines, t.asked(fmt.Sprintf("%d sequential reads of 100 bytes", calls), before))
		before = len(t.src.seen().opened)
		for i := range int64(calls) {
			t.read(100, i*7919%(contentSize-100))
		}
		lines = append(lines, t.asked(fmt.Sprintf("%d scattered reads of 100 bytes", calls), before))
	})
	return lines
}

// concurrency sees whether a second call gets to the source beside the first.
func (t *trial) concurrency() string {
	calls := t.blocked(2, 0)
	n := len(t.src.gates())
	t.src.openGates()
	t.await(calls...)
	switch n {
	case 0:
		return "calls need no source"
	case 1:
		return "serialised: one call at a time uses the source"
	}
	return "concurrent: calls use the source side by side"
}

// asked sums up the requests since before.
func (t *trial) asked(what string, before int) string {
	toEnd := 0
	requests := t.src.seen().opened[before:]
	for _, r := range requests {
		if r.length < 0 || r.off+r.length >= t.size() {
			toEnd++
		}
	}
	return fmt.Sprintf("%s: %d Opens, %d of them to the end of the object", what, len(requests), toEnd)
}
