package readeratest

import "io"

func checkCloseTwice(s *session) {
	for used := range 2 {
		s.try(script{}, func(t *trial) {
			for range used {
				t.read(8, 100)
			}
			t.close()
			t.close()
		})
	}
	s.try(script{}, func(t *trial) {
		a, b := t.start(newClose().by(0)), t.start(newClose().by(1))
		t.await(a, b)
		t.check(a, crashed)
		t.check(b, crashed)
	})
}

// checkAfterClose tries readers that were never used, and used, before they close;
// then it reads where the reader has been, next to it, and elsewhere.
func checkAfterClose(verdict func(t *trial, c *call)) func(*session) {
	return func(s *session) {
		for _, before := range []int{0, 1, 4} {
			s.try(script{}, func(t *trial) {
				for i := range before {
					t.read(8, 100+int64(i)*8)
				}
				t.close()
				for _, off := range []int64{100, 108, 0, far} {
					verdict(t, t.read(8, off))
					verdict(t, t.read(600, off))
				}
			})
		}
	}
}

func expectNoRead(t *trial, c *call) {
	t.check(c, crashed)
	t.expectf(c.err != nil, c, "0 and an error that says the reader is closed")
}

func expectNotEOF(t *trial, c *call) {
	t.expectf(c.err != io.EOF, c, "an error that does not look like the end of the object")
}

// checkCloseEndsReads closes the reader while callers wait: in Open, in the
// first Read, and later in a stream; one of them, and several.
func checkCloseEndsReads(s *session) {
	for _, callers := range []int{1, 3} {
		for steps := range 4 {
			s.try(script{first: 3}, func(t *trial) {
				calls := t.blocked(callers, steps)
				all := append(calls, t.start(newClose()))
				if !t.await(all...) {
					return
				}
				for _, c := range calls {
					t.steps.addf("%s", c.outcome())
				}
				checkAll(crashed)(t, all)
			})
		}
	}
}

// blocked starts reads and steps them until they wait for the source.
func (t *trial) blocked(callers, steps int) (calls []*call) {
	t.src.hold(false)
	for i := range callers {
		calls = append(calls, t.start(newRead(40, int64(i*(far/4))).by(i)))
		t.stand(calls...)
	}
	for range steps {
		t.stepAll(calls...)
	}
	return calls
}

// stepAll lets everything that waits proceed once.
func (t *trial) stepAll(calls ...*call) {
	for _, a := range t.src.gates() {
		t.proceed(a)
	}
	t.stand(calls...)
}

// checkCloseBesideReads closes the reader among reads, at every turn: right bytes or
// an error, and no crash.
func checkCloseBesideReads(s *session) {
	for _, deaf := range []bool{false, true} {
		for _, sched := range pairs {
			for range 12 {
				s.try(script{}, func(t *trial) {
					calls := t.runSchedule(sched, script{first: 5, deaf: deaf}, false, true)
					checkAll(underFault)(t, calls)
				})
			}
		}
	}
	s.try(script{yields: true}, func(t *trial) {
		closing := t.start(newClose())
		t.parallel(patterns[1], perWorker, underFault)
		t.await(closing)
	})
}

// checkClosesStreams counts what is left open after calls that went well, that
// failed in every way, and that Close met in the midst.
func checkClosesStreams(s *session) {
	for _, how := range []script{{}, {failOpens: 1}, broken(0, false), broken(7, false), broken(7, true), truncated(7)} {
		s.try(script{}, func(t *trial) {
			t.read(40, 0)
			t.steps.addf("%s", how.faults())
			t.src.behave(how)
			for _, off := range []int64{far, far, 8, t.size() - 8} {
				t.read(40, off)
			}
			t.settleStreams()
		})
	}
	for _, deaf := range []bool{false, true} {
		for steps := range 3 {
			s.try(script{deaf: deaf}, func(t *trial) { t.closeMidway(steps) })
		}
	}
	s.interleave(pairs, 1, script{first: 5}, false, func(t *trial, _ []*call) { t.settleStreams() })
}

// closeMidway closes the reader over a source that may not notice: streams that
// arrive after Close have to be closed as well.
func (t *trial) closeMidway(steps int) {
	if !t.closer() {
		return
	}
	calls := t.blocked(2, steps)
	calls = append(calls, t.start(newClose()))
	t.stand(calls...)
	t.steps.addf("let all go on")
	t.src.openGates()
	if t.await(calls...) {
		t.settleStreams()
	}
}
