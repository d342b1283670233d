package readeratest

import (
	"runtime"
	"time"
)

// play steps callers through one order of what they do. Each of them runs until
// it waits at a gate of the stage, has returned, or is silent: behind a lock of
// the reader's, say. Then one thing goes on.
type play struct {
	*trial
	calls   []*call
	started int
	shown   map[*call]bool // returned, and in the schedule
	pick    func(n int) int
	outwait bool // see scene
	waits   int
}

// grace is how often the scheduler gets a chance to run a caller before it
// counts as silent. To be wrong about that costs nothing but one order: no
// verdict hangs on it.
const grace = 150

// maxMoves bounds one play; then all gates are opened.
const maxMoves = 60

// run plays to the end and returns whether all calls returned.
func (p *play) run() bool {
	p.shown = make(map[*call]bool)
	for range maxMoves {
		before := p.watch.activity.Load()
		p.settle()
		p.lockOutwaited()
		moves := p.moves()
		if len(moves) == 0 {
			if p.running() == 0 {
				break
			}
			if !p.watch.awaitStir(before) {
				p.hang(p.calls) // nothing holds them
				break
			}
			continue
		}
		moves[p.pick(len(moves))]()
	}
	p.stage.openGates()
	for p.started < len(p.calls) {
		p.startNext()
	}
	ok := p.await(p.calls...)
	p.show()
	return ok
}

// settle lets everybody run as far as they get.
func (p *play) settle() {
	p.quieten(grace, func() bool { return p.running() > len(p.stage.gates()) })
	p.show()
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

// lockOutwaited waits, a few times a play, for somebody who is silent. As with
// the grace, no verdict hangs on it.
func (p *play) lockOutwaited() {
	const long, few = 2 * time.Millisecond, 4
	if p.outwait && p.waits < few && p.running() > len(p.stage.gates()) {
		p.waits++
		time.Sleep(long)
		p.settle()
	}
}

// running is the number of calls started and not returned.
func (p *play) running() (n int) {
	for _, c := range p.calls[:p.started] {
		if !c.returned() {
			n++
		}
	}
	return n
}

// moves is what can happen next: one that waits goes on, or the next call starts.
func (p *play) moves() (moves []func()) {
	for _, a := range p.stage.gates() {
		moves = append(moves, func() {
			p.steps.addf("let %s go on", a.what)
			p.stage.release(a, nil)
		})
	}
	if p.started < len(p.calls) {
		moves = append(moves, p.startNext)
	}
	return moves
}

func (p *play) startNext() {
	p.started++
	p.start(p.calls[p.started-1])
}

// show writes down who has returned.
func (p *play) show() {
	for _, c := range p.calls[:p.started] {
		if c.returned() && !p.shown[c] {
			p.shown[c] = true
			p.steps.addf("%s", c.outcome())
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
		if len(t.stage.gates()) > 0 || allReturned(calls) {
			break
		}
		if !t.watch.awaitStirUntil(before, deadline) {
			t.hang(calls)
			return
		}
	}
	t.drain()
}

// drain waits until nothing moves.
func (t *trial) drain() { t.quieten(2*grace, func() bool { return true }) }

func allReturned(calls []*call) bool {
	for _, c := range calls {
		if !c.returned() {
			return false
		}
	}
	return true
}

// order enumerates plays depth first: a prefix of choices to repeat, then the
// first of everything.
type order struct {
	choices, widths []int
	step            int
}

func (o *order) pick(n int) int {
	if o.step == len(o.choices) {
		o.choices, o.widths = append(o.choices, 0), append(o.widths, n)
	}
	// A play may turn out otherwise than the last one did with the same choices.
	o.widths[o.step] = n
	choice := min(o.choices[o.step], n-1)
	o.step++
	return choice
}

// next moves on to the order after the one just played, if there is one.
func (o *order) next() bool {
	for i := o.step - 1; i >= 0; i-- {
		if o.choices[i]+1 < o.widths[i] {
			o.choices[i]++
			o.choices, o.widths, o.step = o.choices[:i+1], o.widths[:i+1], 0
			return true
		}
	}
	return false
}
