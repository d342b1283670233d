package readeratest

// checkStreams is the check of a source that is healthy and awkward: one call at
// a time, parts of the walk, and two callers that meet.
func checkStreams(scripts ...script) func(*session) {
	return func(s *session) {
		for _, how := range scripts {
			start := how
			start.most = 0 // byte by byte, readers that read everything at once would take all the time
			s.try(start, func(t *trial) {
				t.src.behave(how)
				t.walk(10, func(n int, off int64) {
					n = int(min(int64(n), 5000, t.size()-off)) // ends are other rules' concern
					if n > 0 {
						t.check(t.read(n, off), anything)
					}
				})
			})
			s.try(start, func(t *trial) { t.parallel(patterns[2], perWorker, anything) })
			s.interleave(pairs[3:4], 3, how, false, checkAll(anything))
		}
	}
}

// checkFaults breaks the source once, during one call, and asks the same call
// again: cold, with a stream open at the offset, and with one open elsewhere; and
// then during several calls.
func checkFaults(abreast script, faults ...script) func(*session) {
	return func(s *session) {
		for _, fault := range faults {
			for _, before := range [][]readArgs{nil, {{8, far - 8}}, {{8, 0}}} {
				for _, n := range []int{1, 40, 5000} {
					s.try(script{}, func(t *trial) { t.fault(fault, before, n) })
				}
			}
		}
		s.interleave(pairs, 1, abreast, false, (*trial).checkFaultAbreast)
	}
}

func (t *trial) fault(fault script, before []readArgs, n int) {
	for _, b := range before {
		t.read(b.n, b.off)
	}
	t.steps.addf("%s", fault.faults())
	t.src.behave(fault)
	c := t.read(n, far)
	t.check(c, underFault)
	t.src.behave(script{})
	t.steps.addf("the source is healthy again")
	// A fault that this call did not report may have hit what was read ahead, and
	// may still be reported: once for each fault there was, by whatever call.
	excused := t.src.seen().failed
	if c.err != nil {
		excused--
	}
	for _, off := range []int64{far, far + int64(n), 0, far} {
		c := t.read(n, off)
		for ; excused > 0 && c.wrongIn(t.content, failed); excused-- {
			t.check(c, underFault)
			c = t.read(n, off)
		}
		t.check(c, anything)
	}
}

// checkFaultAbreast checks calls of which one or more met a fault, and that they
// work once the source is healthy again.
func (t *trial) checkFaultAbreast(calls []*call) {
	checkAll(underFault)(t, calls)
	for _, c := range calls {
		t.src.behave(script{})
		n := len(c.buf.p())
		t.read(n, c.off) // may still report the fault
		t.check(t.read(n, c.off), anything)
	}
}
