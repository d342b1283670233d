package readeratest

import "math"

// walk reads systematically around the edges where code goes wrong, and at random
// for what was not thought of. It ends with the first violation.
func (t *trial) walk(random int, visit func(n int, off int64)) {
	step := func(n int, off int64) {
		if !t.over() && !t.spoiled {
			visit(n, off)
		}
	}
	for _, off := range edges(t.size()) {
		for _, n := range []int{1, 2, 8, 63, 512, 4097, 33_000} {
			step(n, off)
		}
	}
	for range random {
		step(1+t.rnd.IntN(5000), t.rnd.Int64N(t.size()+1))
	}
}

// edges are the offsets around which blocks, parts and objects begin and end.
func edges(size int64) []int64 {
	offsets := []int64{0, 1, 511, 4095, 4096, 32<<10 - 1, 64 << 10, size / 2, size - 4097, size - 8, size - 1, size, size + 1, size + 1<<20}
	return distinct(offsets, size+2<<20)
}

// checkWalk is the check of one call at a time, for the aspects given.
func checkWalk(how script, random int, aspects aspect) func(*session) {
	return func(s *session) {
		s.try(how, func(t *trial) {
			t.walk(random, func(n int, off int64) { t.check(t.read(n, off), aspects) })
		})
	}
}

// otherSizes are of objects unlike the usual one: nothing, next to nothing, and
// a whole number of blocks, parts and buffers.
var otherSizes = []int{0, 1, 64 << 10}

// checkRightBytes also reads the whole object at once, and in pieces from front
// to back, as most code does.
func checkRightBytes(s *session) {
	const aspects = wrongBytes | badCount | failed | crashed
	checkWalk(script{}, 100, aspects)(s)
	s.try(script{}, func(t *trial) {
		t.check(t.read(int(min(t.size(), 8<<20)), 0), aspects)
		piece := max(t.size()/23, 1)
		for off := int64(0); off < t.size() && !t.spoiled && !t.hung; off += piece {
			t.check(t.read(int(min(piece, 1<<20)), off), aspects)
		}
	})
	for _, size := range otherSizes {
		s.trySize(size, (*trial).walkSmall)
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

// checkShort also has streams that deliver less than they are asked for: a reader
// that passes one Read on shows only there.
func checkShort(s *session) {
	checkWalk(script{}, 30, shortNil)(s)
	if s.blackBox == nil {
		checkWalk(script{half: true}, 30, shortNil)(s)
		checkWalk(script{most: 1000}, 30, shortNil)(s)
	}
}

func checkEnd(s *session) {
	for _, how := range []script{{}, {eofWithData: true}} {
		s.try(how, func(t *trial) {
			for _, back := range []int64{0, 1, 2, 8, 100, 5000} {
				for _, beyond := range []int{1, 7, 4096} {
					if off := t.size() - back; off >= 0 {
						t.check(t.read(int(back)+beyond, off), anything)
					}
				}
			}
			for _, off := range beyondAll(t.size()) {
				t.check(t.read(9, off), noEnd|shortNil|badCount|crashed)
			}
			// Where off+len(p) overflows, systems have errors of their own: os.File's is
			// EINVAL.
			for _, off := range []int64{math.MaxInt64 - 8, math.MaxInt64} {
				t.check(t.read(9, off), shortNil|badCount|crashed)
			}
		})
	}
}

// beyondAll are offsets past any end: near it, and where 32 bits are not enough
// and would come back to the object's head.
func beyondAll(size int64) []int64 {
	return []int64{size + 1, size + 1<<40, max(1<<32, size), max(1<<32+8, size)}
}

// checkFalseEnd ends reads just before, and at, the end of the object: there nil
// and io.EOF are both right.
func checkFalseEnd(s *session) {
	for _, how := range []script{{}, {eofWithData: true}} {
		s.try(how, func(t *trial) {
			for _, off := range edges(t.size()) {
				for _, n := range []int64{1, 8, 4096, t.size() - off - 1, t.size() - off} {
					if n > 0 && n <= min(t.size()-off, 1<<20) {
						t.check(t.read(int(n), off), falseEnd)
					}
				}
			}
		})
	}
}

func checkEmpty(s *session) {
	s.try(script{}, func(t *trial) {
		for _, off := range edges(t.size()) {
			t.check(t.read(0, off), falseEnd|failed|badCount|crashed)
			t.check(t.read(3, min(off, t.size()/2)), wrongBytes|crashed)
		}
	})
}

func checkNegative(s *session) {
	s.try(script{}, func(t *trial) {
		for _, off := range []int64{-1, -8, -t.size(), math.MinInt64} {
			for _, n := range []int{1, 8, 5000} {
				c := t.read(n, off)
				ok := c.panicked == "" && c.n == 0 && c.err != nil
				t.expectf(ok, c, "0 and an error")
			}
		}
		t.check(t.read(8, t.size()/3), wrongBytes|failed|crashed)
	})
}
