package readeratest

import "slices"

// readArgs are the arguments of one small read.
type readArgs struct {
	n   int
	off int64
}

// schedule is a situation in which callers meet.
type schedule struct {
	before []readArgs // calls made beforehand, one after another
	calls  []readArgs // calls that meet
	// outwait gives a caller that is behind a lock time to become impatient: a
	// sync.Mutex is handed over in turn only to one that has waited for 1 ms.
	outwait bool
}

const far = contentSize / 2

var pairs = []schedule{
	// Two places, one after the other, and the same place twice.
	{calls: []readArgs{{8, 0}, {8, far}}},
	{calls: []readArgs{{8, 0}, {8, 8}}},
	{calls: []readArgs{{8, 100}, {8, 100}}},
	// Both, or one of them, could continue with a stream that is open.
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, 8}, {8, 8}}},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, 8}, {8, far}}},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, far}, {8, 8}}},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, 8}, {8, 16}}},
	{before: []readArgs{{8, 0}, {8, far}}, calls: []readArgs{{8, far + 8}, {8, 16}}},
}

var triples = []schedule{
	{calls: []readArgs{{8, 0}, {8, far}, {8, 8}}},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, 8}, {8, far}, {8, 16}}},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{8, 8}, {8, 8}, {8, 8}}},
}

// longs are schedules of calls that take several reads each, from a reader that
// moves bytes in blocks: between two of its blocks the other caller can come.
var longs = []schedule{
	{calls: []readArgs{{30_000, 0}, {30_000, far}}, outwait: true},
	{before: []readArgs{{8, 0}}, calls: []readArgs{{30_000, 8}, {30_000, far}}, outwait: true},
}

// The number of orders that are tried of one schedule, in one way of holding the
// callers.
const (
	pairOrders   = 20
	tripleOrders = 20
	longOrders   = 6
)

// checkInterleaved runs every schedule: held before the bytes are taken and after,
// with streams that deliver all at once and in pieces.
func checkInterleaved(s *session) {
	for _, late := range []bool{false, true} {
		for _, first := range []int{0, 5} {
			s.interleave(pairs, pairOrders, script{first: first}, late, checkAll(anything))
			s.interleave(triples, tripleOrders, script{first: first}, late, checkAll(anything))
		}
		s.interleave(longs, longOrders, script{}, late, checkAll(anything))
	}
}

// interleave runs each schedule in so many orders, drawn by chance, and gives the
// calls to check; none if they hang.
func (s *session) interleave(schedules []schedule, orders int, how script, late bool, check func(t *trial, calls []*call)) {
	for _, sched := range schedules {
		for n := 0; n < orders; n++ {
			s.try(script{}, func(t *trial) {
				check(t, t.runSchedule(sched, how, late, false))
				if !t.chose {
					n = orders // there is no other order
				}
			})
		}
	}
}

func checkAll(aspects aspect) func(t *trial, calls []*call) {
	return func(t *trial, calls []*call) {
		for _, c := range calls {
			t.check(c, aspects)
		}
	}
}

// runSchedule runs one order of the schedule, with a Close among its calls or not,
// and returns the calls, or nil if they hang.
func (t *trial) runSchedule(sched schedule, how script, late, closing bool) []*call {
	for _, before := range sched.before {
		t.read(before.n, before.off)
	}
	if t.hung {
		return nil
	}
	t.src.behave(how)
	t.src.hold(late)
	st := &stepper{trial: t, outwait: sched.outwait}
	for i, c := range sched.calls {
		st.calls = append(st.calls, newRead(c.n, c.off).by(i))
	}
	if closing {
		st.calls = slices.Insert(st.calls, 1+t.rnd.IntN(len(st.calls)), newClose())
	}
	if !st.run() {
		return nil
	}
	return st.calls
}

// checkAlone runs the same schedules and looks at the streams instead.
func checkAlone(s *session) {
	s.interleave(slices.Concat(pairs, triples), 6, script{first: 5}, false, func(t *trial, _ []*call) {
		if misuse := t.src.seen().misuse; misuse != "" {
			t.violate(misuse, "one at a time")
		}
	})
}
