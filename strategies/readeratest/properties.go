package readeratest

import "fmt"

// describe says what a reader is like, which is neither right nor wrong.
func (s *session) describe() (lines []string) {
	s.try(script{}, func(t *trial) {
		calls := t.blocked(2, 0)
		lines = append(lines, []string{
			"calls need no source",
			"serialised: one call at a time uses the source",
			"concurrent: calls use the source side by side",
		}[min(len(t.src.gates()), 2)])
		t.src.openGates()
		t.await(calls...)
	})
	s.try(script{}, func(t *trial) {
		lines = append(lines,
			t.asked("sequential", func(i int64) int64 { return i * 100 }),
			t.asked("scattered", func(i int64) int64 { return i * 7919 % (contentSize - 100) }))
	})
	return lines
}

// asked makes reads and sums up what was asked of the source for them.
func (t *trial) asked(how string, off func(i int64) int64) string {
	const calls, length = 20, 100
	before := len(t.src.seen().opened)
	for i := range int64(calls) {
		t.read(length, off(i))
	}
	toEnd := 0
	opened := t.src.seen().opened[before:]
	for _, r := range opened {
		if r.length < 0 || r.off+r.length >= t.size() {
			toEnd++
		}
	}
	return fmt.Sprintf("%d %s reads of %d bytes: %d Opens, %d of them to the end of the object", calls, how, length, len(opened), toEnd)
}
