package readeratest

// otherSizes are of objects unlike the usual one: nothing, next to nothing, and
// a whole number of blocks, parts and buffers.
var otherSizes = []int{0, 1, 64 << 10}

// trySize is try over an object of another size. A constructor that refuses it
// is let off: whether an empty object is worth a reader is its own affair.
func (s *session) trySize(size int, f func(*trial)) {
	if s.over() || s.blackBox != nil {
		return
	}
	if t, err := s.newTrial(script{}, makeContent(size)); err == nil {
		f(t)
		t.finish()
	}
}

// walkSmall reads before, across and behind the end.
func (t *trial) walkSmall() {
	t.steps.addf("a reader over an object of %d bytes", t.size())
	for _, off := range []int64{0, t.size() / 2, t.size() - 4096, t.size() - 1, t.size(), t.size() + 1} {
		for _, n := range []int64{1, 8, 4096, t.size(), t.size() + 1} {
			if off >= 0 && n > 0 && !t.spoiled {
				t.check(t.read(int(n), off), anything)
			}
		}
	}
}
