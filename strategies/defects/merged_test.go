package defects_test

import (
	"bytes"
	"io"
	"sync"
	"testing"
	"testing/iotest"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

const (
	kib = 1 << 10
	mib = 1 << 20
)

// both runs f on the two readers that share the three defects, which need no
// concurrency.
func both(t *testing.T, f func(t *testing.T, s strategies.Strategy)) {
	for _, s := range defects.All() {
		if s.Name == "unsynchronised" || s.Name == "merged" {
			t.Run(s.Name, func(t *testing.T) { f(t, s) })
		}
	}
}

// Defect 1: the offset kept is stale after a jump, and the third call is taken
// for a continuation of the second.
func TestStaleOffset(t *testing.T) {
	want := object(6 * mib)
	both(t, func(t *testing.T, s strategies.Strategy) {
		r := s.New(source{object: want})
		defer r.Close()
		p := make([]byte, 32*kib)
		for _, c := range []struct{ off, from int64 }{
			{0, 0},
			{5 * mib, 5 * mib},
			{64 * kib, 5*mib + 32*kib},
		} {
			n, err := r.ReadAt(p, c.off)
			if n != len(p) || err != nil {
				t.Fatalf("ReadAt(%d bytes, %d) = %d, %v; want %d, nil", len(p), c.off, n, err, len(p))
			}
			if !bytes.Equal(p, want[c.from:c.from+32*kib]) {
				t.Errorf("ReadAt(%d bytes, %d) did not return the bytes of %d", len(p), c.off, c.from)
			}
		}
	})
}

// Defect 2: half a read passes for a whole one.
func TestShortReadWithoutError(t *testing.T) {
	both(t, func(t *testing.T, s strategies.Strategy) {
		r := s.New(source{object(100), iotest.HalfReader})
		defer r.Close()
		if n, err := r.ReadAt(make([]byte, 40), 0); n != 20 || err != nil {
			t.Errorf("ReadAt(40 bytes, 0) = %d, %v; want the defect, 20, nil", n, err)
		}
	})
}

// Defect 3: a closed reader looks like the end of the object.
func TestEOFAfterClose(t *testing.T) {
	both(t, func(t *testing.T, s strategies.Strategy) {
		r := s.New(source{object: object(100)})
		r.Close()
		if n, err := r.ReadAt(make([]byte, 40), 0); n != 0 || err != io.EOF {
			t.Errorf("ReadAt(40 bytes, 0) = %d, %v; want the defect, 0, EOF", n, err)
		}
	})
}

// What both do right, without which they would not have been shipped: sequential
// reads, and an object's end.
func TestSequentialReadsAreRight(t *testing.T) {
	want := object(100)
	both(t, func(t *testing.T, s strategies.Strategy) {
		r := s.New(source{object: want})
		defer r.Close()
		got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("sequential copy: %d bytes, %v, right: %t; want %d, nil, true",
				len(got), err, bytes.Equal(got, want), len(want))
		}
	})
}

// The merged reader takes its lock, from the option, for ReadAt and Close.
func TestMergedLocks(t *testing.T) {
	l := &countingLock{}
	r := defects.NewMerged(source{object: object(100)}, strategies.WithLocker(func() sync.Locker { return l }))
	r.ReadAt(make([]byte, 1), 0)
	r.Close()
	if l.n != 2 {
		t.Errorf("locked %d times by ReadAt and Close; want 2", l.n)
	}
}

type countingLock struct{ n int }

func (l *countingLock) Lock() { l.n++ }
func (*countingLock) Unlock() {}
