package readeratest

import "context"

// arrival is an Open or a Read that waits at its gate.
type arrival struct {
	what string
	goOn chan error // nil lets it go on, an error makes it fail
}

// maxGates bounds the Reads of one stream that wait, so that a reader of large
// blocks does not have to be stepped through each of them.
const maxGates = 4

// hold makes every Open and Read wait from now on.
func (g *stage) hold(late bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding, g.late = true, late
}

// openGates lets everything go on, now and later.
func (g *stage) openGates() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	for _, a := range g.waiting {
		a.goOn <- nil
	}
	g.waiting = nil
}

func (g *stage) isLate() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.holding && g.late
}

// gates returns what waits, in the order of arrival.
func (g *stage) gates() []*arrival {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]*arrival(nil), g.waiting...)
}

// release lets one go on, or fail with err; one that has left is none the wiser.
func (g *stage) release(a *arrival, err error) {
	if g.leave(a) {
		a.goOn <- err
	}
}

// leave takes an arrival off the list.
func (g *stage) leave(a *arrival) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w == a {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// pass waits at the gate if there is one. Unless the script is deaf, the end of
// the context or of the stream ends the wait.
func (g *stage) pass(s *stream, what string) error {
	a, deaf := g.arrive(s, what)
	if a == nil {
		return nil
	}
	cancelled, closed := s.ctx.Done(), (<-chan struct{})(s.closed)
	if deaf {
		cancelled, closed = nil, nil
	}
	defer g.watch.stir()
	select {
	case err := <-a.goOn:
		return err
	case <-cancelled:
		g.leave(a)
		return context.Cause(s.ctx)
	case <-closed:
		g.leave(a)
		return errClosed
	}
}

func (g *stage) arrive(s *stream, what string) (a *arrival, deaf bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.holding || g.over || s.reads >= maxGates {
		return nil, false
	}
	a = &arrival{what, make(chan error, 1)}
	g.waiting = append(g.waiting, a)
	g.watch.stir()
	return a, g.script.deaf
}
