package readeratest

import "fmt"

// span is one small read.
type span struct {
	n   int
	off int64
}

// scene is a situation in which callers meet.
type scene struct {
	before []span // calls made beforehand, one after another
	calls  []span // calls that meet
	// outwait gives a caller that is behind a lock time to become impatient: a
	// sync.Mutex is handed over in turn only to one that has waited for 1 ms.
	outwait bool
}

const far = contentSize / 2

// pairs are scenes whose orders are all played, up to a bound.
var pairs = []scene{
	// Two places, one after the other, and the same place twice.
	{calls: []span{{8, 0}, {8, far}}},
	{calls: []span{{8, 0}, {8, 8}}},
	{calls: []span{{8, 100}, {8, 100}}},
	// Both, or one of them, could go on with a stream that is open.
	{before: []span{{8, 0}}, calls: []span{{8, 8}, {8, 8}}},
	{before: []span{{8, 0}}, calls: []span{{8, 8}, {8, far}}},
	{before: []span{{8, 0}}, calls: []span{{8, far}, {8, 8}}},
	{before: []span{{8, 0}}, calls: []span{{8, 8}, {8, 16}}},
	{before: []span{{8, 0}, {8, far}}, calls: []span{{8, far + 8}, {8, 16}}},
}

// triples are scenes of which a sample of orders is played.
var triples = []scene{
	{calls: []span{{8, 0}, {8, far}, {8, 8}}},
	{before: []span{{8, 0}}, calls: []span{{8, 8}, {8, far}, {8, 16}}},
	{before: []span{{8, 0}}, calls: []span{{8, 8}, {8, 8}, {8, 8}}},
}

// longs are scenes of calls that take several reads each, from a reader that
// moves bytes in blocks: between two of its blocks the other caller can come.
var longs = []scene{
	{calls: []span{{30_000, 0}, {30_000, far}}, outwait: true},
	{before: []span{{8, 0}}, calls: []span{{30_000, 8}, {30_000, far}}, outwait: true},
}

// Bounds on the orders played of one scene, in one way of holding the callers.
const (
	pairOrders   = 40
	tripleOrders = 20
	longOrders   = 6
)

// checkInterleaved plays every scene: held before the bytes are taken and after,
// with streams that deliver all at once and in pieces.
func checkInterleaved(s *session) {
	for _, late := range []bool{false, true} {
		for _, first := range []int{0, 5} {
			for _, sc := range pairs {
				s.explore(sc, script{first: first}, late, pairOrders)
			}
			for _, sc := range triples {
				s.sample(sc, script{first: first}, late, tripleOrders)
			}
		}
		for _, sc := range longs {
			s.sample(sc, script{}, late, longOrders)
		}
	}
}

// explore plays the scene in its orders, depth first, and every other time in a
// random one: where the bound cuts the walk short, it would otherwise see
// nothing but late turns.
func (s *session) explore(sc scene, how script, late bool, bound int) {
	var o order
	for range bound / 2 {
		s.try(script{}, func(t *trial) { t.interleave(sc, how, late, o.pick) })
		if s.over() || !o.next() {
			return
		}
		s.sample(sc, how, late, 1)
	}
}

func (s *session) sample(sc scene, how script, late bool, n int) {
	for range n {
		s.try(script{}, func(t *trial) { t.interleave(sc, how, late, s.rnd.IntN) })
	}
}

// interleave plays one order of the scene and checks the calls.
func (t *trial) interleave(sc scene, how script, late bool, pick func(int) int) {
	for _, c := range t.play(sc, how, late, pick) {
		t.check(c, anything)
	}
}

// play plays one order of the scene and returns the calls, or nil if they hang.
func (t *trial) play(sc scene, how script, late bool, pick func(int) int) []*call {
	for _, before := range sc.before {
		t.read(before.n, before.off)
	}
	if t.hung {
		return nil
	}
	t.stage.behave(how)
	t.stage.hold(late)
	p := &play{trial: t, pick: pick, outwait: sc.outwait}
	for i, c := range sc.calls {
		p.calls = append(p.calls, caller(i, newRead(c.n, c.off)))
	}
	if !p.run() {
		return nil
	}
	return p.calls
}

// caller names a call after who makes it.
func caller(i int, c *call) *call {
	c.name = fmt.Sprintf("%c: %s", 'A'+i, c.name)
	return c
}

// checkAlone plays the same scenes and looks at the streams instead.
func checkAlone(s *session) {
	for _, sc := range append(pairs[:len(pairs):len(pairs)], triples...) {
		for range 6 {
			s.try(script{}, func(t *trial) {
				t.play(sc, script{first: 5}, false, s.rnd.IntN)
				if misuse := t.stage.misused(); misuse != "" {
					t.violate(misuse, "one at a time")
				}
			})
		}
	}
}
