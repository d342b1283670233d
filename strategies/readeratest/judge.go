package readeratest

import (
	"fmt"
	"io"
)

// An aspect is one thing that can be wrong with the outcome of one ReadAt. Each
// rule looks for those that are its own, so that a reader is blamed for what it
// did wrong and not for everything that follows from it.
type aspect uint

const (
	crashed    aspect = 1 << iota // it panicked
	trespassed                    // something outside of p was written
	badCount                      // n is impossible
	wrongBytes                    // p[:n] is not the content
	shortNil                      // n < len(p) and no error
	falseEnd                      // io.EOF with bytes left
	noEnd                         // past the end, and not io.EOF
	failed                        // an error that nothing explains

	anything = crashed | trespassed | badCount | wrongBytes | shortNil | falseEnd | noEnd | failed
	// underFault is what is wrong even if the source failed or the reader was
	// closed: then right bytes or an error are asked for.
	underFault = anything &^ (noEnd | failed)
)

// finding is an aspect in which a call went wrong.
type finding struct {
	aspect    aspect
	got, want string
}

// wrong is the first of the aspects in which a call that has returned went wrong.
func (c *call) wrong(content []byte, aspects aspect) (f finding, ok bool) {
	if !c.returned() {
		return finding{}, false
	}
	for _, f := range c.judge(content) {
		if f.aspect&aspects != 0 {
			return f, true
		}
	}
	return finding{}, false
}

func (c *call) wrongIn(content []byte, aspects aspect) bool {
	_, ok := c.wrong(content, aspects)
	return ok
}

// judge compares a call that has returned, at an offset that is not negative, with
// the content. Close may return any error.
func (c *call) judge(content []byte) (found []finding) {
	add := func(a aspect, got, want string, args ...any) {
		found = append(found, finding{a, got, fmt.Sprintf(want, args...)})
	}
	if c.panicked != "" {
		add(crashed, c.outcome(), "no panic")
		return found
	}
	if c.close {
		return nil
	}
	if at, ok := c.buf.changed(fresh, true); ok {
		add(trespassed, fmt.Sprintf("%s wrote to p[%d]", c.name, at), "nothing outside of p[0:%d]", len(c.buf.p()))
	}
	size := int64(len(content))
	have := int(min(int64(len(c.buf.p())), max(size-c.off, 0))) // bytes there are for the call
	if c.n < 0 || c.n > have {
		add(badCount, c.outcome(), "n from 0 to %d", have)
		return found
	}
	end := c.off + int64(c.n) // which may be past the object's if n is 0
	if c.n > 0 {
		got := c.buf.p()[:c.n]
		if i := firstDiff(got, content[c.off:end]); i >= 0 {
			add(wrongBytes, fmt.Sprintf("%s with wrong bytes from %d on: %s", c.outcome(), c.off+int64(i), origin(content, got[i:])),
				"bytes %d-%d of the object", c.off, end-1)
		}
	}
	switch asked := len(c.buf.p()); {
	case c.err == nil && c.n < asked:
		add(shortNil, c.outcome(), "%d, or an error that says why", asked)
	case c.err == nil:
	case c.err == io.EOF && end < size:
		add(falseEnd, c.outcome(), "no io.EOF: the object ends at %d", size)
	case c.err != io.EOF && have < asked && c.n == have:
		add(noEnd, c.outcome(), "%d, EOF (io.EOF itself)", have)
	case c.err != io.EOF:
		add(failed, c.outcome(), "%d, nil", have)
	}
	return found
}
