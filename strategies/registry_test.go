package strategies_test

import (
	"regexp"
	"sync"
	"testing"

	"readeratbench/strategies"
)

func TestAll(t *testing.T) {
	legal := regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	seen := map[string]bool{}
	for _, s := range strategies.All() {
		if !legal.MatchString(s.Name) || s.Summary == "" {
			t.Errorf("strategy %q, summary %q: not fit for a benchmark key and a table", s.Name, s.Summary)
		}
		if seen[s.Name] {
			t.Errorf("%s is there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Kind == strategies.Defect || s.Kind == strategies.Reference {
			t.Errorf("%s: kind %d; want one of a sound reader", s.Name, s.Kind)
		}
		if (s.Lock == strategies.LockOutside) != (s.Unlocked != "") {
			t.Errorf("%s: lock %d, without it %q; want the name of the reader inside", s.Name, s.Lock, s.Unlocked)
		}
		if s.Unmeasured != "" || s.ConcurrentLimit < 0 {
			t.Errorf("%s is sound, but not measured", s.Name)
		}
	}
}

// The options reach the readers: those that hold a lock across I/O, and only
// they, take it through WithLocker, once; and their field says so.
func TestAllUseTheLockerGiven(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		lock := &countingLock{}
		made, want := 0, 1
		if s.Lock == strategies.NoLock {
			want = 0
		}
		src := newFake(content(100))
		r := s.New(src, strategies.WithLocker(func() sync.Locker { made++; return lock }))
		mustRead(t, r, src.content, 10, 0)
		if made != want || lock.n != want {
			t.Errorf("%d locks made, locked %d times a read; want %d of each", made, lock.n, want)
		}
		r.Close()
	})
}

type countingLock struct {
	sync.Mutex
	n int
}

func (l *countingLock) Lock() { l.Mutex.Lock(); l.n++ }

// And so does the bound.
func TestAllHeedTheBound(t *testing.T) {
	for name, want := range map[string]int{"pooled": 2, "pooled-locked": 2, "mutex": 1, "stateless": 0, "stateless-open-ended": 0, "reopen-at-0": 1} {
		for _, s := range strategies.All() {
			if s.Name != name {
				continue
			}
			src := newFake(content(1000))
			r := s.New(src, strategies.WithStreams(2))
			for i := range int64(5) {
				mustRead(t, r, src.content, 10, i*100)
			}
			if src.open != want {
				t.Errorf("%s keeps %d streams; want %d", name, src.open, want)
			}
			r.Close()
		}
	}
}
