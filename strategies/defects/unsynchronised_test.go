package defects_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"readeratbench/strategies/defects"
)

type result struct {
	p        []byte
	n        int
	err      error
	panicked any
}

func read(r *defects.Unsynchronised, n int, off int64) <-chan result {
	done := make(chan result, 1)
	go func() {
		res := result{p: make([]byte, n)}
		defer func() {
			res.panicked = recover()
			done <- res
		}()
		res.n, res.err = r.ReadAt(res.p, off)
	}()
	return done
}

// next waits for the call that comes next and checks that it is the one meant.
func (g *gated) next(t *testing.T, open bool, at int64) call {
	t.Helper()
	c := <-g.calls
	if c.open != open || c.at != at {
		t.Fatalf("next call: open %t at %d; want open %t at %d", c.open, c.at, open, at)
	}
	return c
}

const all = 1 << 20 // no limit on what a Read delivers

// Two callers end up in one stream and share its bytes between them: both are
// told that all went well, and both have wrong bytes.
func TestTwoCallersGetWrongBytes(t *testing.T) {
	synctest.Test(t, twoCallersGetWrongBytes) // where a wrong turn is a deadlock and not a timeout
}

func twoCallersGetWrongBytes(t *testing.T) {
	want := object(1000)
	g := newGated(want)
	r := defects.NewUnsynchronised(g)

	first := read(r, 8, 0)
	g.next(t, true, 0).goOn <- all
	firstRead := g.next(t, false, 0) // first waits for bytes of its own stream

	second := read(r, 8, 100)        // closes that stream
	g.next(t, true, 100).goOn <- all // and puts another in its place
	secondRead := g.next(t, false, 100)

	firstRead.goOn <- 3               // three of the eight; then first asks the stream for the rest,
	g.next(t, false, 100).goOn <- all // which is second's now
	a := <-first
	secondRead.goOn <- all
	b := <-second

	wantBytes(t, "first", a, [][]byte{want[0:3], want[100:105]})
	wantBytes(t, "second", b, [][]byte{want[105:113]})
}

func wantBytes(t *testing.T, who string, got result, want [][]byte) {
	t.Helper()
	if got.n != len(got.p) || got.err != nil || got.panicked != nil {
		t.Errorf("%s: ReadAt = %d, %v, panic %v; want %d, nil, none", who, got.n, got.err, got.panicked, len(got.p))
	}
	if !bytes.Equal(got.p, bytes.Join(want, nil)) {
		t.Errorf("%s got %x; want the wrong bytes %x", who, got.p, want)
	}
}

// One caller has closed the stream and not yet opened the next; the other asks
// for the rest of its bytes. This is the crash of the report.
func TestNilPointerCrash(t *testing.T) {
	synctest.Test(t, nilPointerCrash) // where a wrong turn is a deadlock and not a timeout
}

func nilPointerCrash(t *testing.T) {
	g := newGated(object(1000))
	r := defects.NewUnsynchronised(g)

	first := read(r, 8, 0)
	g.next(t, true, 0).goOn <- all
	firstRead := g.next(t, false, 0)

	second := read(r, 8, 100)
	secondOpen := g.next(t, true, 100)

	firstRead.goOn <- 3
	got := <-first
	err, ok := got.panicked.(runtime.Error)
	if !ok || !strings.Contains(err.Error(), "nil pointer") {
		t.Errorf("first: ReadAt = %d, %v, panic %v; want a nil pointer panic", got.n, got.err, got.panicked)
	}

	secondOpen.goOn <- all
	g.next(t, false, 100).goOn <- all
	<-second
}
