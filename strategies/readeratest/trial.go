package readeratest

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// trial is one reader and what is done to it.
type trial struct {
	*session
	watch   *watch
	r       io.ReaderAt
	content []byte
	src     *faultSource // nil in a black box
	steps   steps
	total   *int64 // bytes that one call after another has read from this reader
	closed  bool   // Close was called
	chose   bool   // the order of its calls could have been another
	spoiled bool   // something was found already: what follows is no news
}

// size is the object's length.
func (t *trial) size() int64 { return int64(len(t.content)) }

func (t *trial) closer() bool { _, ok := t.r.(io.Closer); return ok }

func (t *trial) violate(got, want string) {
	if t.spoiled {
		return
	}
	t.spoiled = true
	t.session.violate(t.steps.list(), got, want)
}

// start makes a call beside the others; await waits for it.
func (t *trial) start(c *call) *call {
	if !t.hung {
		t.steps.addf("start %s", c.name)
	}
	return t.launch(c)
}

// launch makes no call once one has hung: it would be as likely to, and each costs
// all of the patience.
func (t *trial) launch(c *call) *call {
	if !t.hung {
		t.closed = t.closed || c.close
		go c.run(t.r, t.watch)
	}
	return c
}

// await waits for calls and reports those that hang.
func (t *trial) await(calls ...*call) bool {
	if t.hung {
		return false
	}
	for _, c := range calls {
		if !t.watch.wait(c.done) {
			t.hang(calls)
			return false
		}
	}
	return true
}

// hang reports those of the calls that have not returned, and ends the rule. It
// does so in a spoiled trial as well, or the end would come without a reason.
func (t *trial) hang(calls []*call) {
	stuck := slices.DeleteFunc(slices.Clone(calls), (*call).returned)
	t.hung, t.spoiled = true, true
	t.session.violate(t.steps.list(), t.watch.hung(stuck), "all calls return")
}

// read makes one call, alone, and adds it to the schedule.
func (t *trial) read(n int, off int64) *call { return t.do(newRead(n, off)) }

// close closes the reader and waits until it has.
func (t *trial) close() { t.check(t.do(newClose()), crashed) }

// do makes one call, alone. It returns one that no goroutine uses any more: in place
// of one that hangs, and may still write its outcome, a call that was never made.
func (t *trial) do(c *call) *call {
	if !t.await(t.launch(c)) {
		return &call{name: c.name, close: c.close, off: c.off, buf: newBuffer(len(c.buf.p())), done: make(chan struct{})}
	}
	t.steps.addf("%s", c.outcome())
	*t.total += int64(max(c.n, 0))
	return c
}

// check reports a call that went wrong in one of the aspects; at most one a trial,
// since the rest may well be its consequence.
func (t *trial) check(c *call, aspects aspect) {
	if f, ok := c.wrong(t.content, aspects); ok {
		t.violate(f.got, f.want)
	}
}

// expectf reports a call that did not return what was wanted.
func (t *trial) expectf(ok bool, c *call, want string, args ...any) {
	if !ok && c.returned() {
		t.violate(c.outcome(), fmt.Sprintf(want, args...))
	}
}

// settleStreams closes the reader and waits for its streams to be closed.
func (t *trial) settleStreams() {
	if t.hung || t.spoiled {
		return
	}
	t.src.behave(script{})
	if t.closer() {
		t.close()
	}
	deadline := time.Now().Add(min(leakPatience, t.watch.patience))
	for {
		before := t.watch.activity.Load()
		seen := t.src.seen()
		if seen.open == 0 {
			return
		}
		if !t.watch.awaitStir(before, deadline) {
			t.violate(fmt.Sprintf("%d of %d streams are still open", seen.open, len(seen.opened)), "all closed")
			return
		}
	}
}

// leakPatience is how long a reader has to close its streams once it was closed
// and all calls have returned. A variable for the tests, which wait for those
// that never do.
var leakPatience = 2 * time.Second

// finish leaves nothing behind: no open file, and no goroutine that waits.
func (t *trial) finish() {
	t.src.behave(script{})
	t.src.openGates()
	if t.closer() && !t.closed && !t.hung {
		t.close()
	}
	t.src.end()
	t.watch.retire()
}
