package readeratest

import (
	"fmt"
	"io"
)

// An aspect is one thing that can be wrong with the outcome of one ReadAt. Each
// case looks for those that are its own, so that a reader is blamed for what it
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

// judge holds a finished ReadAt at an offset that is not negative against the
// content.
func (c *call) judge(content []byte) []finding {
	if c.panicked != "" {
		return []finding{{crashed, c.outcome(), "no panic"}}
	}
	var found []finding
	if at, ok := c.buf.trespass(0xa5); ok {
		found = append(found, finding{trespassed,
			fmt.Sprintf("%s wrote to p[%d]", c.name, at), fmt.Sprintf("nothing outside of p[0:%d]", len(c.buf.p()))})
	}
	if f, ok := c.judgeCount(content); ok {
		return append(found, f)
	}
	if f, ok := c.judgeBytes(content); ok {
		found = append(found, f)
	}
	if f, ok := c.judgeError(content); ok {
		found = append(found, f)
	}
	return found
}

// wrongIn says that a call has returned and went wrong in one of the aspects.
func (c *call) wrongIn(content []byte, aspects aspect) bool {
	if !c.returned() {
		return false
	}
	for _, f := range c.judge(content) {
		if f.aspect&aspects != 0 {
			return true
		}
	}
	return false
}

// available is how many bytes the content has for the call.
func (c *call) available(content []byte) int {
	return int(min(int64(len(c.buf.p())), max(int64(len(content))-c.off, 0)))
}

func (c *call) judgeCount(content []byte) (finding, bool) {
	have := c.available(content)
	if c.n >= 0 && c.n <= have {
		return finding{}, false
	}
	return finding{badCount, c.outcome(), fmt.Sprintf("n from 0 to %d", have)}, true
}

func (c *call) judgeBytes(content []byte) (finding, bool) {
	if c.n == 0 { // the offset may be past the end
		return finding{}, false
	}
	got, want := c.buf.p()[:c.n], content[c.off:c.off+int64(c.n)]
	i := firstDiff(got, want)
	if i < 0 {
		return finding{}, false
	}
	return finding{wrongBytes,
		fmt.Sprintf("%s with wrong bytes from %d on: %s", c.outcome(), c.off+int64(i), origin(content, got[i:])),
		fmt.Sprintf("bytes %d-%d of the object", c.off, c.off+int64(c.n)-1)}, true
}

func (c *call) judgeError(content []byte) (finding, bool) {
	asked, have := len(c.buf.p()), c.available(content)
	atEnd := c.off+int64(c.n) >= int64(len(content))
	wrong := func(a aspect, want string, args ...any) (finding, bool) {
		return finding{a, c.outcome(), fmt.Sprintf(want, args...)}, true
	}
	switch {
	case c.err == nil && c.n < asked:
		return wrong(shortNil, "%d, or an error that says why", asked)
	case c.err == nil:
		return finding{}, false
	case c.err == io.EOF && !atEnd:
		return wrong(falseEnd, "no io.EOF: the object ends at %d", len(content))
	case c.err != io.EOF && have < asked && c.n == have:
		return wrong(noEnd, "%d, EOF (io.EOF itself)", have)
	case c.err != io.EOF:
		return wrong(failed, "%d, nil", have)
	}
	return finding{}, false
}
