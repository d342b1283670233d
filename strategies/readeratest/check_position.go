package readeratest

// checkPosition tries all short sequences of small reads at offsets that a
// reader might take for its own position: those where earlier reads began and
// ended, and the number of bytes read so far. In sequence, on a fresh reader,
// nothing but such a position can go wrong.
func checkPosition(s *session) {
	if s.blackBox != nil {
		s.try(script{}, (*trial).wander)
		return
	}
	var explore func(offsets []int64)
	explore = func(offsets []int64) {
		var next []int64
		s.try(script{}, func(t *trial) { next = t.visit(offsets) })
		if len(offsets) == len(lengths) {
			return
		}
		for _, off := range next {
			explore(append(offsets[:len(offsets):len(offsets)], off))
		}
	}
	explore(nil)
}

// lengths are those of the reads: different, so that no sum is reached twice.
var lengths = []int{8, 5, 7}

// wander does the same on the only reader there is.
func (t *trial) wander() {
	last := newRead(0, 0)
	for i := 0; i < 72 && !t.spoiled; i++ {
		places := []int64{0, t.size() / 2, *t.total, last.off + int64(last.n), t.size() / 3, last.off, *t.total, t.size() - 3}
		off := places[i%len(places)]
		if off < 0 || off >= t.size() {
			continue
		}
		last = t.read(lengths[i%len(lengths)], off)
		t.check(last, onePlace)
	}
}

// visit reads at the offsets, one after another, and returns where to go next.
func (t *trial) visit(offsets []int64) []int64 {
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
// fresh reader, it goes well.
func (t *trial) dependent(c *call) bool {
	if !c.wrongIn(t.content, onePlace) || t.hung {
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
