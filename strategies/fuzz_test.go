package strategies_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// FuzzReader runs a program of concurrent reads, source faults and Close on
// every reader, with broken streams resumed and without, and checks each read
// against bytes.Reader. A fault is an error, with bytes or without, with the last of
// them or after it; an early end; a stream that is left waiting until it has stalled;
// and the end of the reader's context. Nothing moves, and no time passes, unless the program
// says so, so that an input does the same every time.
func FuzzReader(f *testing.F) {
	f.Add([]byte{0, 1, 8, 3, 0, 255, 3, 0, 255}) // a read, let through
	f.Add([]byte{7, 0, 0, 0, 255, 8, 0, 1, 8})   // Close, and reads past the end and inside
	f.Add([]byte{0, 1, 8, 203, 0, 2, 3, 0, 255}) // a stall after the opening, of 250 ms
	f.Add([]byte{0, 1, 8, 3, 0, 9, 203, 0, 2})   // and one in mid-body
	f.Add([]byte{0, 244, 255, 3, 0, 9, 5, 0, 255, 5, 0, 0, 5, 0, 0})
	f.Add([]byte{0, 1, 8, 3, 0, 9, 0, 9, 8, 7, 1, 0, 0, 1, 8}) // the context ends, and a read after it
	f.Fuzz(func(t *testing.T, program []byte) {
		for _, s := range append(strategies.All(), smallBlocks) {
			for _, resumes := range []int{0, 3} {
				synctest.Test(t, func(t *testing.T) { newMachine(t, s, resumes).run(program) })
			}
		}
	})
}

// smallBlocks has many blocks where fuzzSize bytes would be one, and fewer than
// callers.
var smallBlocks = strategies.Strategy{Name: "readahead-small", New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
	return strategies.NewReadaheadOf(src, 50, 100, append(opts, strategies.WithBytes(400), strategies.WithStreams(4))...)
}}

// machine is a reader, its source, and the calls under way.
type machine struct {
	t       *testing.T
	name    string
	resumes int
	src     *fake
	reader  strategies.Reader
	oracle  *bytes.Reader
	cancel  context.CancelCauseFunc // of the reader's context
	shares  bool                    // callers share requests
	closed  bool                    // by Close or cancel
	faults  faultCount              // injected so far
	calls   []*fuzzCall

	mu      sync.Mutex
	waiting []*fuzzGate
}

// faultCount counts faults by what they hit; ends are reads with which a stream
// delivered the last byte that was asked of it, or after it.
type faultCount struct{ opens, reads, ends int }

func (f faultCount) sum() int { return f.opens + f.reads }

// fuzzCall is a read and when it started: after so many faults, and after Close.
type fuzzCall struct {
	p      []byte
	off    int64
	before faultCount
	closed bool
	done   <-chan result
}

// fuzzGate is an Open (turn 0) or a Read of stream i that waits for its orders.
type fuzzGate struct {
	stream, turn int
	orders       chan orders
}

// orders let a gate deliver most bytes and then fail, if err is set.
type orders struct {
	most int
	err  error
}

const (
	fuzzStall = 200 * time.Millisecond
	fuzzSize  = 1000
	fuzzCalls = 12
	fuzzSteps = 80
)

func newMachine(t *testing.T, s strategies.Strategy, resumes int) *machine {
	name := fmt.Sprintf("%s with %d resumes", s.Name, resumes)
	m := &machine{t: t, name: name, resumes: resumes, src: newFake(content(fuzzSize)), shares: strings.HasPrefix(s.Name, "readahead")}
	m.oracle = bytes.NewReader(m.src.content)
	m.src.onOpen = func(ctx context.Context, i int) error {
		_, err := m.wait(ctx, i, 0)
		return err
	}
	m.src.shape = m.gated
	ctx, cancel := context.WithCancelCause(t.Context())
	m.cancel = cancel
	m.reader = s.New(m.src, strategies.WithLocker(newChanLock), strategies.WithStreams(2), strategies.WithResumes(resumes),
		strategies.WithStall(fuzzStall), strategies.WithContext(ctx))
	return m
}

// gated makes every Read of a stream wait.
func (m *machine) gated(ctx context.Context, i int, r io.Reader) io.Reader {
	turn := 0
	return readFunc(func(p []byte) (int, error) {
		turn++
		most, err := m.wait(ctx, i, turn)
		if most == 0 {
			m.noteEnd(r, err)
			return 0, err
		}
		n, end := r.Read(p[:min(most, len(p))])
		m.noteEnd(r, err)
		return n, cmp.Or(err, end)
	})
}

func (m *machine) noteEnd(r io.Reader, err error) {
	if (err == errBoom || errors.Is(err, strategies.ErrStalled)) && spent(r) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.faults.ends++
	}
}

func (m *machine) wait(ctx context.Context, stream, turn int) (int, error) {
	g := &fuzzGate{stream, turn, make(chan orders)}
	m.mu.Lock()
	m.waiting = append(m.waiting, g)
	m.mu.Unlock()
	select {
	case o := <-g.orders:
		return o.most, o.err
	case <-ctx.Done():
		m.leave(g)
		if errors.Is(context.Cause(ctx), strategies.ErrStalled) {
			m.count(turn)
		}
		return 0, context.Cause(ctx)
	}
}

// count counts a fault of an Open (turn 0) or a Read.
func (m *machine) count(turn int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if turn == 0 {
		m.faults.opens++
	} else {
		m.faults.reads++
	}
}

// seen are the faults so far.
func (m *machine) seen() faultCount {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.faults
}

func (m *machine) leave(g *fuzzGate) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = slices.DeleteFunc(m.waiting, func(w *fuzzGate) bool { return w == g })
}

// gate picks one of those that wait, in an order that chance has no part in.
func (m *machine) gate(which byte) *fuzzGate {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.waiting) == 0 {
		return nil
	}
	slices.SortFunc(m.waiting, func(a, b *fuzzGate) int {
		return cmp.Or(cmp.Compare(a.stream, b.stream), cmp.Compare(a.turn, b.turn))
	})
	return m.waiting[int(which)%len(m.waiting)]
}

// run interprets the program, three bytes a step, and then lets everything end.
func (m *machine) run(program []byte) {
	for step := 0; step < fuzzSteps && len(program) >= 3; step++ {
		m.step(program[0], program[1], program[2])
		program = program[3:]
		synctest.Wait()
		m.collect()
	}
	for range 20 * fuzzCalls { // a call that waits to resume a stream is at no gate
		for g := m.gate(0); g != nil; g = m.gate(0) {
			m.order(g, orders{most: fuzzSize})
			synctest.Wait()
		}
		if m.collect(); len(m.calls) == 0 {
			break
		}
		time.Sleep(fuzzStall / 4)
		synctest.Wait()
	}
	m.collect()
	if len(m.calls) > 0 {
		m.t.Fatalf("%s: %d reads wait for ever", m.name, len(m.calls))
	}
	m.reader.Close()
	m.cancel(nil)
	synctest.Wait()
	m.src.settled(m.t)
}

// step is the instruction set. What is left of op is time that passes after it:
// pauses before a stream is resumed are 50 to 200 ms, and a stream stalls after 200.
func (m *machine) step(op, a, b byte) {
	switch op % 8 {
	case 0, 1, 2:
		m.read(int64(a)*4-4, int(b))
	case 3, 4:
		m.order(m.gate(a), orders{most: int(b)})
	case 5:
		m.fault(m.gate(a), orders{most: int(b), err: errBoom})
	case 6:
		m.fault(m.gate(a), orders{most: int(b), err: io.EOF})
	case 7:
		m.closed = true
		if a%2 == 1 {
			m.cancel(errUpload)
			break
		}
		go m.reader.Close() // may wait for the calls it cancels
	}
	if tens := op / 8; tens > 0 {
		synctest.Wait()
		time.Sleep(time.Duration(tens) * 10 * time.Millisecond)
	}
}

func (m *machine) read(off int64, n int) {
	if len(m.calls) == fuzzCalls {
		return
	}
	c := &fuzzCall{p: make([]byte, n), off: off, before: m.seen(), closed: m.closed}
	done := make(chan result, 1)
	go func() {
		n, err := m.reader.ReadAt(c.p, c.off)
		done <- result{n, err}
	}()
	c.done = done
	m.calls = append(m.calls, c)
}

func (m *machine) fault(g *fuzzGate, o orders) {
	if g != nil {
		m.count(g.turn)
		m.order(g, o)
	}
}

func (m *machine) order(g *fuzzGate, o orders) {
	if g != nil {
		m.leave(g)
		g.orders <- o
	}
}

// collect checks the calls that have returned.
func (m *machine) collect() {
	m.calls = slices.DeleteFunc(m.calls, func(c *fuzzCall) bool {
		select {
		case got := <-c.done:
			m.check(c, got)
			return true
		default:
			return false
		}
	})
}

// check demands what bytes.Reader returns; or, once Close has come between, or a
// fault that may show, right bytes and an error that tells; a read after Close
// gets nothing.
func (m *machine) check(c *fuzzCall, got result) {
	if c.closed && (got.n != 0 || !errors.Is(got.err, strategies.ErrClosed)) {
		m.t.Errorf("%s: ReadAt(%d bytes, %d) after Close = %d, %v; want 0 and ErrClosed", m.name, len(c.p), c.off, got.n, got.err)
	}
	want := make([]byte, len(c.p))
	n, err := m.oracle.ReadAt(want, c.off)
	if got.n < 0 || got.n > n || !bytes.Equal(c.p[:got.n], want[:got.n]) {
		m.t.Errorf("%s: ReadAt(%d bytes, %d) = %d, %v: wrong bytes", m.name, len(c.p), c.off, got.n, got.err)
	}
	excused := m.closed && errors.Is(got.err, strategies.ErrClosed) ||
		m.mayShow(c) && (errors.Is(got.err, errBoom) || errors.Is(got.err, io.ErrUnexpectedEOF) || errors.Is(got.err, strategies.ErrStalled))
	if excused {
		return
	}
	same := got.err == err || c.off < 0 && got.err != nil && got.err != io.EOF
	if got.n != n || !same {
		m.t.Errorf("%s: ReadAt(%d bytes, %d) = %d, %v; want %d, %v", m.name, len(c.p), c.off, got.n, got.err, n, err)
	}
}

// mayShow tells whether a fault since the call began can be its error. One of an
// Open can, which may be a stream's first, and one at a stream's end, where nothing
// is to be resumed. Others must not, as long as there are no more of all kinds than
// attempts to resume a stream. Where there are none, a kept stream may have broken
// before the call; and a call that shares another's request may have come after the
// last of its faults.
func (m *machine) mayShow(c *fuzzCall) bool {
	now := m.seen()
	reads := (now.reads > c.before.reads || m.shares) && now.sum() > m.resumes
	kept := m.resumes == 0 && now.reads > 0
	return now.opens > c.before.opens || now.ends > c.before.ends || reads || kept
}
