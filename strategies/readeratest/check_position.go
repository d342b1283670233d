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
		if len(offsets) == len(lengths) {
			return
		}
		var candidates []int64
		s.try(script{}, func(t *trial) { candidates = t.visit(offsets) })
		for _, off := range candidates {
			next := append(offsets[:len(offsets):len(offsets)], off)
			s.try(script{}, func(t *trial) { t.visit(next) })
			explore(next)
		}
	}
	explore(nil)
}

// lengths are those of the reads: different, so that no sum is reached twice.
var lengths = []int{8, 5, 7}

// wander does the same on the only reader there is.
func (t *trial) wander() {
	places := []func(last *call) int64{
		func(*call) int64 { return 0 },
		func(*call) int64 { return t.size() / 2 },
		func(*call) int64 { return *t.total },
		func(last *call) int64 { return last.off + int64(last.n) },
		func(*call) int64 { return t.size() / 3 },
		func(last *call) int64 { return last.off },
		func(*call) int64 { return *t.total },
		func(*call) int64 { return t.size() - 3 },
	}
	last := newRead(0, 0)
	for i := 0; i < 9*len(places) && !t.spoiled; i++ {
		off := places[i%len(places)](last)
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
