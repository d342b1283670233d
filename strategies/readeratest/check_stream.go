package readeratest

// checkStreams is the check of a source that is healthy and awkward: one call at
// a time, parts of the walk, and two callers that meet.
func checkStreams(scripts ...script) func(*session) {
	return func(s *session) {
		for _, how := range scripts {
			start := how
			start.most = 0 // byte by byte, readers that read everything at once would take all the time
			s.try(start, func(t *trial) {
				t.stage.behave(how)
				s.reads(t.size(), 10, func(n int, off int64) {
					n = int(min(int64(n), 5000, t.size()-off)) // ends are other rules' concern
					if n > 0 && !s.over() && !t.spoiled {
						t.check(t.read(n, off), anything)
					}
				})
			})
			s.try(start, func(t *trial) { t.parallel(patterns[2], perWorker, anything) })
			s.sample(pairs[3], how, false, 3)
		}
	}
}

// checkFaults breaks the source once, during one call, and asks the same call
// again: cold, with a stream open at the offset, and with one open elsewhere.
func checkFaults(aspects aspect, faults ...script) func(*session) {
	return func(s *session) {
		for _, fault := range faults {
			for _, before := range [][]span{nil, {{8, far - 8}}, {{8, 0}}} {
				for _, n := range []int{1, 40, 5000} {
					s.try(script{}, func(t *trial) { t.fault(fault, before, n, aspects) })
				}
			}
		}
	}
}

func (t *trial) fault(fault script, before []span, n int, aspects aspect) {
	for _, b := range before {
		t.read(b.n, b.off)
	}
	t.steps.addf("%s", fault.trouble())
	t.stage.behave(fault)
	c := t.read(n, far)
	t.check(c, aspects)
	t.stage.behave(script{})
	t.steps.addf("the source is healthy again")
	// A fault that this call did not report may have hit what was read ahead, and
	// may still be reported: once for each fault there was, by whatever call.
	excused := t.stage.faults()
	if c.err != nil {
		excused--
	}
	for _, off := range []int64{far, far + int64(n), 0, far} {
		c := t.read(n, off)
		for ; excused > 0 && c.wrongIn(t.content, failed); excused-- {
			t.check(c, aspects)
			c = t.read(n, off)
		}
		t.check(c, anything)
	}
}

// checkFaultsAbreast breaks one of the streams that several callers use.
func checkFaultsAbreast(fault script) func(*session) {
	return func(s *session) {
		for _, sc := range pairs {
			s.try(script{}, func(t *trial) {
				calls := t.play(sc, fault, false, s.rnd.IntN)
				for _, c := range calls {
					t.check(c, underFault)
				}
				for _, c := range sc.calls {
					t.stage.behave(script{})
					t.read(c.n, c.off) // may still report the fault
					t.check(t.read(c.n, c.off), anything)
				}
			})
		}
	}
}

// all runs several checks of one rule.
func all(checks ...func(*session)) func(*session) {
	return func(s *session) {
		for _, check := range checks {
			check(s)
		}
	}
}
