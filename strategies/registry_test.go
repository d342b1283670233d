package strategies_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"

	"readeratbench/strategies"
)

func TestAll(t *testing.T) {
	legal := regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	var names []string
	for _, s := range strategies.All() {
		names = append(names, s.Name)
		if !legal.MatchString(s.Name) || s.Summary == "" {
			t.Errorf("strategy %q, summary %q: not fit for a benchmark key and a table", s.Name, s.Summary)
		}
	}
	want := []string{"mutex", "stateless", "stateless-open-ended", "stateless-locked", "pooled", "pooled-locked", "contentutil-locked", "readahead", "reopen-at-0"}
	if !slices.Equal(names, want) {
		t.Errorf("All() = %v; want %v", names, want)
	}
}

// The options reach the readers: those that hold a lock across I/O, and only
// they, take it through WithLocker, once.
func TestAllUseTheLockerGiven(t *testing.T) {
	want := map[string]int{"mutex": 1, "stateless-locked": 1, "pooled-locked": 1, "contentutil-locked": 1, "reopen-at-0": 1}
	each(t, func(t *testing.T, s strategies.Strategy) {
		lock := &countingLock{}
		made := 0
		src := newFake(content(100))
		r := s.New(src, strategies.WithLocker(func() sync.Locker { made++; return lock }))
		mustRead(t, r, src.content, 10, 0)
		if made != want[s.Name] || lock.n != want[s.Name] {
			t.Errorf("%d locks made, locked %d times a read; want %d of each", made, lock.n, want[s.Name])
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
