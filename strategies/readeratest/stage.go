package readeratest

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// stage is the Source that readers are tried on. It plays its script, keeps the
// books, and can hold every Open and Read at a gate.
type stage struct {
	content []byte
	watch   *watch // is told of everything that happens here

	mu      sync.Mutex
	script  script
	opened  []request
	open    int    // streams not closed
	failed  int    // faults that Opens and Reads have met
	settled func() // called when no stream is open
	misuse  string // the first breach of a stream's terms
	over    bool   // the trial has ended

	holding bool
	late    bool // a Read waits with its bytes in hand, not before it takes them
	waiting []*arrival
}

var _ Source = (*stage)(nil)

type request struct{ off, length int64 }

func newStage(how script, w *watch) *stage {
	return &stage{content: theContent, watch: w, script: how}
}

// theContent is shared: readers get copies of its bytes, never itself.
var theContent = makeContent(contentSize)

func (g *stage) Size() int64 { return int64(len(g.content)) }

// behave changes how streams behave from now on, those already open included.
func (g *stage) behave(how script) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.script = how
}

func (g *stage) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
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
		g.failed++
		return nil, errOpen
	}
	g.open++
	return s, nil
}

// admit writes the request down and makes its stream.
func (g *stage) admit(ctx context.Context, off, length int64) *stream {
	g.watch.stir()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.opened = append(g.opened, request{off, length})
	end := g.Size()
	if length >= 0 && length < end-off {
		end = off + length
	}
	return &stream{stage: g, ctx: ctx, id: len(g.opened), pos: off, end: end, closed: make(chan struct{})}
}

// requests returns the ranges opened so far.
func (g *stage) requests() []request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]request(nil), g.opened...)
}

// allClosed returns a channel that is closed as soon as no stream is open.
func (g *stage) allClosed() <-chan struct{} {
	done := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.settled = sync.OnceFunc(func() { close(done) })
	g.settle()
	return done
}

// settle is called with mu held whenever a stream was closed.
func (g *stage) settle() {
	if g.open == 0 && g.settled != nil {
		g.settled()
	}
}

// leaked counts the streams that are open, of how many.
func (g *stage) leaked() (open, of int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open, len(g.opened)
}

// faults counts what was told to fail and has.
func (g *stage) faults() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failed
}

// misused is the first breach of a stream's terms, or empty.
func (g *stage) misused() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.misuse
}

// shut ends the trial: nothing is held back any more, and nothing fails. A call
// that tries again until it succeeds ends by that; an error would keep it going.
func (g *stage) shut() {
	g.mu.Lock()
	g.over, g.script = true, script{}
	g.mu.Unlock()
	g.openGates()
}
