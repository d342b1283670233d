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
	return &call{name: "Close()", close: true, buf: newBuffer(0), done: make(chan struct{})}
}

// by names a call after who makes it.
func (c *call) by(i int) *call {
	c.name = fmt.Sprintf("%c: %s", 'A'+i, c.name)
	return c
}

// run makes the call. It is the frame by which stacks are recognised.
func (c *call) run(r io.ReaderAt, w *watch) {
	defer w.ended() // after done is closed, which is what is looked at then
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

func (c *call) returned() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// outcome is what the call returned, as the schedule shows it.
func (c *call) outcome() string {
	switch {
	case c.panicked != "":
		return c.name + ": " + c.panicked
	case c.close:
		return fmt.Sprintf("%s = %v", c.name, c.err)
	}
	return fmt.Sprintf("%s = %d, %v", c.name, c.n, c.err)
}

// guard is the number of bytes before and after p that the reader must leave
// alone. Those after it lie within p's capacity, where careless code gets by
// slicing.
const guard = 64

// The patterns that buffers are filled with: before a call, and by a caller who
// uses p again once ReadAt has returned.
const (
	fresh    = 0xa5
	scribble = 0x5c
)

// buffer is the p of one call between its guards.
type buffer struct{ all []byte }

func newBuffer(n int) buffer {
	b := buffer{make([]byte, n+2*guard)}
	b.fill(fresh)
	return b
}

// p is what the reader gets.
func (b buffer) p() []byte { return b.all[guard : len(b.all)-guard] }

// fill overwrites everything, guards too, with a pattern.
func (b buffer) fill(pattern byte) {
	for i := range b.all {
		b.all[i] = pattern ^ byte(i*7)
	}
}

// changed is the offset, relative to p, of the first byte that is not as fill left
// it, anywhere or among the guards.
func (b buffer) changed(pattern byte, guards bool) (at int, ok bool) {
	for i, c := range b.all {
		inside := i >= guard && i < len(b.all)-guard
		if c != pattern^byte(i*7) && !(guards && inside) {
			return i - guard, true
		}
	}
	return 0, false
}
