package readeratest

// checkPosition tries all short sequences of small reads at offsets that a
// reader might take for its own position: those where earlier reads began and
// ended, and the number of bytes read so far. In sequence, on a fresh reader,
// nothing but such a position can go wrong.
func checkPosition(s *session) {
	lengths := []int{8, 5, 7}
	var explore func(offsets []int64)
	explore = func(offsets []int64) {
		if len(offsets) == len(lengths) {
			return
		}
		var candidates []int64
		s.try(script{}, func(t *trial) { candidates = t.walk(lengths, offsets) })
		for _, off := range candidates {
			next := append(offsets[:len(offsets):len(offsets)], off)
			s.try(script{}, func(t *trial) { t.walk(lengths, next) })
			explore(next)
		}
	}
	explore(nil)
}

// walk reads at the offsets, one after another, and returns where to go next.
func (t *trial) walk(lengths []int, offsets []int64) []int64 {
	next := []int64{0, t.size() / 2, t.size() - 3, *t.total}
	for i, off := range offsets {
		c := t.read(lengths[i], off)
		if t.dependent(c) {
			t.check(c, onePlace)
		}
		next = append(next, off+int64(c.n), *t.total)
	}
	return distinct(next, t.size())
}

const onePlace = wrongBytes | badCount | crashed | failed

// dependent says that a call went wrong because of those before it: alone, on a
// fresh reader, it goes well. Without fresh readers nobody can tell.
func (t *trial) dependent(c *call) bool {
	if !c.wrongIn(t.content, onePlace) || !t.glassBox() || t.hung {
		return true
	}
	var alone *call
	t.try(script{}, func(fresh *trial) { alone = fresh.read(len(c.buf.p()), c.off) })
	return alone != nil && !alone.wrongIn(t.content, onePlace)
}

// distinct keeps the first of equal offsets, and those inside the object.
func distinct(offsets []int64, size int64) (kept []int64) {
	seen := make(map[int64]bool)
	for _, off := range offsets {
		if off >= 0 && off < size && !seen[off] {
			seen[off] = true
			kept = append(kept, off)
		}
	}
	return kept
}
