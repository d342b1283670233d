package readeratest

import (
	"fmt"
	"slices"
	"strings"
)

// checkRelease overwrites each buffer after its call and looks at it again after
// others: a reader that has kept it writes there or returns the scribble as bytes.
func checkRelease(s *session) {
	s.try(script{}, func(t *trial) {
		var given []*call
		for i := range int64(30) {
			c := t.read(600, i%10*(t.size()/11))
			t.check(c, wrongBytes|crashed)
			c.buf.fill(scribble)
			given = append(given, c)
		}
		t.checkScribbles(given...)
	})
	if s.blackBox == nil {
		checkReleaseOnError(s)
		checkReleaseOnClose(s)
	}
}

func (t *trial) checkScribbles(given ...*call) {
	for _, c := range given {
		if at, ok := c.buf.changed(scribble, false); ok {
			t.violate(fmt.Sprintf("p[%d] of %s was written after the call had returned", at, c.name),
				"a buffer that belongs to its caller again")
		}
	}
}

// checkReleaseOnError fails one of several requests that a call has under way:
// if it returns, the others must not continue to write to p.
func checkReleaseOnError(s *session) {
	for i := range 12 {
		nth := i % 3
		s.try(script{most: 1000}, func(t *trial) {
			t.src.hold(false)
			c := t.start(newRead(40_000, 100))
			t.stand(c)
			gates := t.src.gates()
			if len(gates) < 2 || len(gates) <= nth {
				// There are no others. The call ends while the source is well: one
				// that tries again for ever would not, later.
				t.src.openGates()
				t.await(c)
				return
			}
			// Which of several goroutines came first is chance.
			slices.SortFunc(gates, func(a, b *arrival) int { return strings.Compare(a.what, b.what) })
			t.steps.addf("make %s fail", gates[nth].what)
			t.src.release(gates[nth], errBroken)
			t.stand(c)
			t.abandon(c)
		})
	}
}

// checkReleaseOnClose closes the reader over a source that does not notice.
func checkReleaseOnClose(s *session) {
	for opens := range 2 {
		s.try(script{deaf: true}, func(t *trial) {
			if !t.closer() {
				return
			}
			t.src.hold(false)
			c := t.start(newRead(600, 100))
			t.stand(c)
			for range opens {
				t.stepAll(c)
			}
			closing := t.start(newClose())
			t.stand(c, closing)
			t.abandon(c)
			t.await(closing)
		})
	}
}

// abandon takes back the buffer of a call, if it has returned, while requests of
// its reader still wait, and then lets those finish.
func (t *trial) abandon(c *call) {
	early := c.returned()
	if early {
		t.steps.addf("%s, with %d requests waiting; p is overwritten", c.outcome(), len(t.src.gates()))
		c.buf.fill(scribble)
	}
	t.src.openGates()
	t.steps.addf("let all go on")
	if !t.await(c) {
		return
	}
	t.drain()
	if early {
		t.checkScribbles(c)
	}
}
