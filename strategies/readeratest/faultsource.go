package readeratest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
)

// faultSource is the Source that readers are tried on. It follows its script, notes
// what is asked of it, and can hold every Open and Read at a gate.
type faultSource struct {
	content []byte
	watch   *watch // is told of everything that happens here

	mu     sync.Mutex
	script script
	log    sourceLog
	over   bool // the trial has ended

	holding bool
	late    bool // a Read waits with its bytes in hand, not before it takes them
	waiting []*arrival
}

var _ Source = (*faultSource)(nil)

// sourceLog is what a fault source has seen.
type sourceLog struct {
	opened []request
	open   int    // streams not closed
	failed int    // faults that Opens and Reads have met
	misuse string // the first time that two goroutines used one stream
}

type request struct{ off, length int64 }

func newFaultSource(how script, w *watch) *faultSource {
	return &faultSource{content: theContent, watch: w, script: how}
}

// theContent is shared: readers get copies of its bytes, never itself.
var theContent = makeContent(contentSize)

func (g *faultSource) Size() int64 { return int64(len(g.content)) }

func (g *faultSource) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	s := g.admit(ctx, off, length)
	if err := g.pass(s, fmt.Sprintf("Open(%d, %d)", off, length)); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case ctx.Err() != nil && !g.script.deaf:
		return nil, context.Cause(ctx)
	case off < 0 || off > g.Size():
		return nil, fmt.Errorf("%w: Open(%d, %d) of %d bytes", errBadRange, off, length, g.Size())
	case g.script.failOpens > 0:
		g.script.failOpens--
		g.log.failed++
		return nil, errOpen
	}
	g.log.open++
	return s, nil
}

// admit notes the request and makes its stream.
func (g *faultSource) admit(ctx context.Context, off, length int64) *stream {
	g.watch.stir()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.log.opened = append(g.log.opened, request{off, length})
	end := g.Size()
	if length >= 0 && length < end-off {
		end = off + length
	}
	return &stream{src: g, ctx: ctx, id: len(g.log.opened), pos: off, end: end, closed: make(chan struct{})}
}

// behave changes how streams behave from now on, those already open included.
func (g *faultSource) behave(how script) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.script = how
}

// seen is a copy of what the source has seen so far.
func (g *faultSource) seen() sourceLog {
	g.mu.Lock()
	defer g.mu.Unlock()
	log := g.log
	log.opened = slices.Clone(log.opened)
	return log
}

// end ends the trial: nothing is held back any more, and nothing fails. A call
// that tries again until it succeeds ends by that; an error would keep it running.
func (g *faultSource) end() {
	g.mu.Lock()
	g.over, g.script = true, script{}
	g.mu.Unlock()
	g.openGates()
}

// arrival is an Open or a Read that waits at its gate.
type arrival struct {
	what    string
	proceed chan error // nil lets it proceed, an error makes it fail
}

// maxGates bounds the Reads of one stream that wait, so that a reader of large
// blocks does not have to be stepped through each of them.
const maxGates = 4

// hold makes every Open and Read wait from now on.
func (g *faultSource) hold(late bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding, g.late = true, late
}

// openGates lets everything proceed, now and later.
func (g *faultSource) openGates() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	for _, a := range g.waiting {
		a.proceed <- nil
	}
	g.waiting = nil
}

// gates returns what waits, in the order of arrival.
func (g *faultSource) gates() []*arrival {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.waiting)
}

// release lets one proceed, or fail with err; nothing happens if it has left.
func (g *faultSource) release(a *arrival, err error) {
	if g.leave(a) {
		a.proceed <- err
	}
}

// leave takes an arrival off the list.
func (g *faultSource) leave(a *arrival) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, a)
	if i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	return i >= 0
}

// pass waits at the gate if there is one. Unless the script is deaf, the end of
// the context or of the stream ends the wait.
func (g *faultSource) pass(s *stream, what string) error {
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
	case err := <-a.proceed:
		return err
	case <-cancelled:
		g.leave(a)
		return context.Cause(s.ctx)
	case <-closed:
		g.leave(a)
		return errClosed
	}
}

func (g *faultSource) arrive(s *stream, what string) (a *arrival, deaf bool) {
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
