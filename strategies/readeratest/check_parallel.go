package readeratest

import "fmt"

// pattern says where caller w, of k, reads its i-th piece, of m each.
type pattern struct {
	name string
	slot func(w, i, k, m int) int
}

var patterns = []pattern{
	{"all the same", func(_, i, _, _ int) int { return i }},
	{"overlapping", func(w, i, _, _ int) int { return i + w }},
	{"each its own part, front to back", func(w, i, _, m int) int { return w*m + i }},
	{"each its own part, back to front", func(w, i, _, m int) int { return w*m + m - 1 - i }},
	{"taking turns", func(w, i, k, _ int) int { return i*k + w }},
	{"crossing", func(w, i, k, m int) int {
		if w%2 == 0 {
			return i * k
		}
		return (m - 1 - i) * k
	}},
}

// checkParallel lets several callers loose at once, as an uploader does.
func checkParallel(s *session) {
	for _, how := range []script{{}, {half: true, yields: true}, {most: 100, yields: true}} {
		for _, p := range patterns {
			s.try(how, func(t *trial) { t.parallel(p, perWorker, anything) })
		}
		if s.blackBox != nil {
			return // the scripts would make no difference
		}
	}
	// Calls that need no source are over before the next caller has started. In a
	// black box the source may well be a network: there it would take too long.
	for _, p := range patterns {
		s.try(script{}, func(t *trial) { t.parallel(p, rush, anything) })
	}
}

const (
	workers   = 5 // the AWS SDK's uploaders have as many
	perWorker = 8
	rush      = 200
)

// parallel makes all calls of the pattern, each worker one after another, and
// checks each.
func (t *trial) parallel(p pattern, calls int, aspects aspect) {
	t.steps.addf("%d callers at once, %d calls each, %s", workers, calls, p.name)
	piece := max(int(t.size())/(workers*(calls+1)), 1)
	piece = min(piece, 32<<10)
	var all []*call
	begin := make(chan struct{})
	for w := range workers {
		var mine []*call
		for i := range calls {
			off := int64(p.slot(w, i, workers, calls) * piece)
			c := newRead(piece, off)
			c.name = fmt.Sprintf("caller %d: %s", w, c.name)
			mine = append(mine, c)
		}
		all = append(all, mine...)
		go func() {
			<-begin
			t.work(mine)
		}()
	}
	close(begin)
	if t.await(all...) {
		checkAll(aspects)(t, all)
	}
}

// work makes calls one after another, on another goroutine when one of them has
// ended this one.
func (t *trial) work(calls []*call) {
	next := 0
	defer func() {
		if next < len(calls) {
			go t.work(calls[next:])
		}
	}()
	for next < len(calls) {
		next++
		calls[next-1].run(t.r, t.watch)
	}
}
