package readeratest

import (
	"fmt"
	"io"
	"time"
)

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
		a, b := t.start(caller(0, newClose())), t.start(caller(1, newClose()))
		if t.await(a, b) {
			t.expectf(a.panicked == "", a, "no panic")
			t.expectf(b.panicked == "", b, "no panic")
		}
	})
}

// afterClose makes the calls that come too late: where the reader has been, next
// to it, and elsewhere.
func (t *trial) afterClose(verdict func(c *call)) {
	for _, off := range []int64{100, 108, 0, far} {
		for _, n := range []int{8, 600} {
			verdict(t.read(n, off))
		}
	}
}

// closeWith tries readers that were never used, and used, before they close.
func closeWith(verdict func(t *trial, c *call)) func(*session) {
	return func(s *session) {
		for _, before := range []int{0, 1, 4} {
			s.try(script{}, func(t *trial) {
				for i := range before {
					t.read(8, 100+int64(i)*8)
				}
				t.close()
				t.afterClose(func(c *call) { verdict(t, c) })
			})
		}
	}
}

func checkNoReadAfterClose(t *trial, c *call) {
	t.check(c, crashed)
	t.expectf(c.err != nil, c, "0 and an error that says the reader is closed")
}

func checkNotEOFAfterClose(t *trial, c *call) {
	t.expectf(c.err != io.EOF, c, "an error that does not look like the end of the object")
}

// checkCloseEndsReads closes the reader while callers wait: in Open, in the
// first Read, and later in a stream; one of them, and several.
func checkCloseEndsReads(s *session) {
	for _, callers := range []int{1, 3} {
		for steps := range 4 {
			s.try(script{first: 3}, func(t *trial) {
				calls := t.blocked(callers, steps)
				closing := t.start(newClose())
				if !t.await(append(calls, closing)...) {
					return
				}
				for _, c := range calls {
					t.steps.addf("%s", c.outcome())
				}
				for _, c := range append(calls, closing) {
					t.expectf(c.panicked == "", c, "no panic")
				}
			})
		}
	}
}

// blocked starts reads and steps them until they wait for the source.
func (t *trial) blocked(callers, steps int) (calls []*call) {
	t.stage.hold(false)
	for i := range callers {
		calls = append(calls, t.start(caller(i, newRead(40, int64(i*(far/4))))))
		t.stand(calls...)
	}
	for range steps {
		t.stepAll(calls...)
	}
	return calls
}

// checkCloseBesideReads plays Close into reads at every turn: right bytes or an
// error, and no crash.
func checkCloseBesideReads(s *session) {
	for _, deaf := range []bool{false, true} {
		for _, sc := range pairs {
			s.closeAmong(sc, script{first: 5, deaf: deaf}, 12)
		}
	}
	s.try(script{yields: true}, func(t *trial) {
		closing := t.start(newClose())
		t.parallel(patterns[1], perWorker, underFault)
		t.await(closing)
	})
}

func (s *session) closeAmong(sc scene, how script, orders int) {
	for range orders {
		s.try(script{}, func(t *trial) {
			for _, b := range sc.before {
				t.read(b.n, b.off)
			}
			t.stage.behave(how)
			t.stage.hold(false)
			p := &play{trial: t, pick: s.rnd.IntN}
			for i, c := range sc.calls {
				p.calls = append(p.calls, caller(i, newRead(c.n, c.off)))
			}
			at := s.rnd.IntN(len(p.calls)) + 1
			p.calls = append(p.calls[:at], append([]*call{newClose()}, p.calls[at:]...)...)
			if p.run() {
				t.checkAmong(p.calls)
			}
		})
	}
}

func (t *trial) checkAmong(calls []*call) {
	for _, c := range calls {
		if c.close {
			t.expectf(c.panicked == "", c, "no panic")
		} else {
			t.check(c, underFault)
		}
	}
}

// leakPatience is how long a reader has to close its streams once it was closed
// and all calls have returned. A variable for the tests, which wait for those
// that never do.
var leakPatience = 2 * time.Second

// checkClosesStreams counts what is left open after calls that went well, that
// failed in every way, and that Close met in the midst.
func checkClosesStreams(s *session) {
	for _, how := range []script{{}, {failOpens: 1}, broken(0, false), broken(7, false), broken(7, true), truncated(7)} {
		s.try(script{}, func(t *trial) {
			t.read(40, 0)
			t.steps.addf("%s", how.trouble())
			t.stage.behave(how)
			t.read(40, far)
			t.read(40, far)
			t.read(40, 8)
			t.read(40, t.size()-8)
			t.settleStreams()
		})
	}
	for _, deaf := range []bool{false, true} {
		for steps := range 3 {
			s.try(script{deaf: deaf}, func(t *trial) { t.closeMidway(steps) })
		}
	}
	for _, sc := range pairs {
		s.try(script{}, func(t *trial) {
			t.play(sc, script{first: 5}, false, s.rnd.IntN)
			t.settleStreams()
		})
	}
}

// closeMidway closes the reader over a source that may not notice: streams that
// arrive after Close have to be closed as well.
func (t *trial) closeMidway(steps int) {
	if !t.closer() {
		return
	}
	calls := t.blocked(2, steps)
	closing := t.start(newClose())
	t.stand(append(calls, closing)...)
	t.steps.addf("let all go on")
	t.stage.openGates()
	if t.await(append(calls, closing)...) {
		t.settleStreams()
	}
}

// settleStreams closes the reader and waits for the streams.
func (t *trial) settleStreams() {
	if t.hung || t.spoiled {
		return
	}
	t.stage.behave(script{})
	if t.closer() {
		t.close()
	}
	select {
	case <-t.stage.allClosed():
	case <-time.After(min(leakPatience, t.watch.patience)):
		open, of := t.stage.leaked()
		t.violate(fmt.Sprintf("%d of %d streams are still open", open, of), "all closed")
	}
}
