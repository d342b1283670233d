package readeratest

import (
	"runtime"
	"slices"
	"time"
)

// stepper takes callers through one order of what they do. Each of them runs until
// it waits at a gate of the source, has returned, or is silent: behind a lock of
// the reader's, say. Then one of them proceeds, by chance.
type stepper struct {
	*trial
	calls   []*call
	started int
	shown   map[*call]bool // returned, and in the schedule
	outwait bool           // see schedule
	waits   int
}

// grace is how often the scheduler gets a chance to run a caller before it
// counts as silent. To be wrong about that costs nothing but one order: no
// verdict depends on it.
const grace = 150

// maxMoves bounds one order; then all gates are opened.
const maxMoves = 60

// run steps the calls to their end and returns whether all have returned.
func (st *stepper) run() bool {
	st.shown = make(map[*call]bool)
	for range maxMoves {
		before := st.watch.activity.Load()
		st.settle()
		st.lockOutwaited()
		moves := st.moves()
		if len(moves) == 0 {
			if len(st.running()) == 0 {
				break
			}
			if !st.watch.awaitStir(before, time.Now().Add(st.watch.patience)) {
				st.hang(st.calls) // nothing holds them
				break
			}
			continue
		}
		st.chose = st.chose || len(moves) > 1
		moves[st.rnd.IntN(len(moves))]()
	}
	st.src.openGates()
	for st.started < len(st.calls) {
		st.startNext()
	}
	ok := st.await(st.calls...)
	st.show()
	return ok
}

// settle lets all callers run as far as they get.
func (st *stepper) settle() {
	st.quieten(grace, st.anySilent)
	st.show()
}

// anySilent says that a call runs and waits at no gate.
func (st *stepper) anySilent() bool { return len(st.running()) > len(st.src.gates()) }

// lockOutwaited waits, a few times an order, for a caller that is silent. As with
// the grace, no verdict depends on it.
func (st *stepper) lockOutwaited() {
	const long, few = 2 * time.Millisecond, 4
	if st.outwait && st.waits < few && st.anySilent() {
		st.waits++
		time.Sleep(long)
		st.settle()
	}
}

// running are the calls started and not returned.
func (st *stepper) running() []*call {
	return slices.DeleteFunc(slices.Clone(st.calls[:st.started]), (*call).returned)
}

// moves is what can happen next: one that waits proceeds, or the next call starts.
func (st *stepper) moves() (moves []func()) {
	for _, a := range st.src.gates() {
		moves = append(moves, func() { st.proceed(a) })
	}
	if st.started < len(st.calls) {
		moves = append(moves, st.startNext)
	}
	return moves
}

func (st *stepper) startNext() {
	st.started++
	st.start(st.calls[st.started-1])
}

// show adds those that have returned to the schedule.
func (st *stepper) show() {
	for _, c := range st.calls[:st.started] {
		if c.returned() && !st.shown[c] {
			st.shown[c] = true
			st.steps.addf("%s", c.outcome())
		}
	}
}

// proceed lets one go on that waits at a gate.
func (t *trial) proceed(a *arrival) {
	t.steps.addf("let %s go on", a.what)
	t.src.release(a, nil)
}

// maxTurns bounds how long the scheduler is left to a reader that is never
// quiet: it may try again for ever, or poll its source beside all calls.
const maxTurns = 100 * grace

// quieten lets others run until nothing has moved for so many turns, while there
// is a reason to.
func (t *trial) quieten(turns int, while func() bool) {
	for all, quiet := 0, 0; quiet < turns && all < maxTurns && while(); all++ {
		before := t.watch.activity.Load()
		runtime.Gosched()
		quiet++
		if t.watch.activity.Load() != before {
			quiet = 0
		}
	}
}

// stand waits until something waits at a gate or all calls have returned, and
// then until nothing moves. Calls that do neither hang, whatever moves meanwhile.
func (t *trial) stand(calls ...*call) {
	if t.hung {
		return
	}
	deadline := time.Now().Add(t.watch.patience)
	for {
		before := t.watch.activity.Load()
		if len(t.src.gates()) > 0 || allReturned(calls) {
			break
		}
		if !t.watch.awaitStir(before, deadline) {
			t.hang(calls)
			return
		}
	}
	t.drain()
}

// drain waits until nothing moves.
func (t *trial) drain() { t.quieten(2*grace, func() bool { return true }) }

func allReturned(calls []*call) bool {
	return !slices.ContainsFunc(calls, func(c *call) bool { return !c.returned() })
}
