package readeratest

import (
	"fmt"
	"io"
)

// trial is one reader and what is done to it.
type trial struct {
	*session
	watch   *watch
	r       io.ReaderAt
	content []byte
	stage   *stage // nil in a black box
	steps   steps
	total   *int64 // bytes that one call after another has read from this reader
	closed  bool   // Close was called
	spoiled bool   // something was found already: what follows is no news
}

// size is the object's length.
func (t *trial) size() int64 { return int64(len(t.content)) }

func (t *trial) closer() bool { _, ok := t.r.(io.Closer); return ok }

// glassBox says that the suite owns the source.
func (t *trial) glassBox() bool { return t.stage != nil }

func (t *trial) violate(got, want string) {
	if t.spoiled {
		return
	}
	t.spoiled = true
	t.session.violate(t.steps.list(), got, want)
}

// start makes a call beside the others; await waits for it. Once a call hangs,
// no other is made: it would be as likely to, and each costs all of the patience.
func (t *trial) start(c *call) *call {
	if t.hung {
		return c
	}
	t.steps.addf("start %s", c.name)
	t.closed = t.closed || c.close
	go c.run(t.r, t.watch)
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
	var stuck []*call
	for _, c := range calls {
		if !c.returned() {
			stuck = append(stuck, c)
		}
	}
	t.hung, t.spoiled = true, true
	t.session.violate(t.steps.list(), t.watch.hung(stuck), "all calls return")
}

// read makes one call, alone, and writes it down.
func (t *trial) read(n int, off int64) *call { return t.do(newRead(n, off)) }

// close closes the reader and waits until it has.
func (t *trial) close() *call {
	c := t.do(newClose())
	if c.returned() && c.panicked != "" {
		t.violate(c.outcome(), "no panic")
	}
	return c
}

// do returns a call that nobody touches any more. In place of one that hangs,
// and may still write its outcome, that is one that was never made.
func (t *trial) do(c *call) *call {
	if t.hung {
		return c
	}
	t.closed = t.closed || c.close
	go c.run(t.r, t.watch)
	if !t.await(c) {
		return c.unmade()
	}
	t.steps.addf("%s", c.outcome())
	*t.total += int64(max(c.n, 0))
	return c
}

// check reports those of the aspects in which a call went wrong; at most one a
// trial, since the rest may well be its consequence.
func (t *trial) check(c *call, aspects aspect) {
	if t.spoiled || !c.returned() {
		return
	}
	for _, f := range c.judge(t.content) {
		if f.aspect&aspects != 0 {
			t.violate(f.got, f.want)
			return
		}
	}
}

// expectf reports a call that did not come to what was wanted.
func (t *trial) expectf(ok bool, c *call, want string, args ...any) {
	if !ok && !t.spoiled && c.returned() {
		t.violate(c.outcome(), fmt.Sprintf(want, args...))
	}
}

// finish leaves nothing behind: no open file, and no goroutine that waits.
func (t *trial) finish() {
	if !t.glassBox() {
		return
	}
	t.stage.behave(script{})
	t.stage.openGates()
	if t.closer() && !t.closed && !t.hung {
		t.close()
	}
	t.stage.shut()
	t.watch.retire()
}
