package readeratest

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// call is one ReadAt or Close on a goroutine of its own, so that it may hang,
// panic or end its goroutine without taking the suite with it.
type call struct {
	name  string // "ReadAt(8 bytes, 13)" or "Close()"
	close bool
	off   int64
	buf   buffer

	// Written before done is closed.
	n        int
	err      error
	panicked string
	done     chan struct{}
}

func newRead(n int, off int64) *call {
	return &call{
		name: fmt.Sprintf("ReadAt(%d bytes, %d)", n, off),
		off:  off, buf: newBuffer(n), done: make(chan struct{}),
	}
}

func newClose() *call {
	return &call{name: "Close()", close: true, done: make(chan struct{})}
}

// run makes the call. It is the frame by which stacks are recognised.
func (c *call) run(r io.ReaderAt, w *watch) {
	defer w.ended() // after done is closed: who is woken looks there
	defer close(c.done)
	c.panicked = "its goroutine was ended (runtime.Goexit)"
	defer func() {
		if p := recover(); p != nil {
			stack := shorten(repeatable(strings.TrimSpace(string(debug.Stack()))))
			c.panicked = fmt.Sprintf("panic: %s\n%s", withoutAddresses(fmt.Sprint(p)), stack)
		}
	}()
	if c.close {
		c.err = r.(io.Closer).Close()
	} else {
		c.n, c.err = r.ReadAt(c.buf.p(), c.off)
	}
	c.panicked = ""
}

// unmade is the same call before it is made.
func (c *call) unmade() *call {
	return &call{
		name: c.name, close: c.close, off: c.off,
		buf: newBuffer(max(len(c.buf.all)-2*guard, 0)), done: make(chan struct{}),
	}
}

func (c *call) returned() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// outcome is what the call came to, as the schedule shows it.
func (c *call) outcome() string {
	switch {
	case c.panicked != "":
		return c.name + ": " + c.panicked
	case c.close:
		return fmt.Sprintf("%s = %v", c.name, c.err)
	}
	return fmt.Sprintf("%s = %d, %v", c.name, c.n, c.err)
}
