package rows

import (
	"slices"
	"testing"

	"readeratbench/strategies"
)

func names(all []Row) []string {
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	return names
}

// Every row has a name of its own and can be found by it.
func TestRowsAreFoundByName(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(Published(), Fitted(5, 5<<20)) {
		if seen[r.Name] {
			t.Errorf("%s is there twice", r.Name)
		}
		seen[r.Name] = true
		got := Lookup(r.Name)
		if got.Name != r.Name || got.Kind != r.Kind || got.Lock != r.Lock || got.Barging != r.Barging || got.Fitted != r.Fitted {
			t.Errorf("Lookup(%s) = %+v; want %+v", r.Name, got, r)
		}
	}
	if r := Lookup("somebody's"); r.Name != "somebody's" || r.New != nil {
		t.Errorf("Lookup of a reader from outside = %+v; want its name and nothing else", r)
	}
}

// What is compared is what the fields say: no variant of a policy, no defect.
func TestCompared(t *testing.T) {
	published, compared := names(Published()), names(Compared())
	for _, name := range []string{"mutex", "mutex-barging", "stateless-locked", "pooled", "readahead", Stream, Memory, Floor} {
		if !slices.Contains(compared, name) {
			t.Errorf("%s is not compared: %q", name, compared)
		}
	}
	for _, name := range []string{"stateless-open-ended", "contentutil-locked", "reopen-at-0", "merged", "contentutil"} {
		if slices.Contains(compared, name) || !slices.Contains(published, name) {
			t.Errorf("%s is compared, or not published: %q, %q", name, compared, published)
		}
	}
	if slices.Contains(published, "unsynchronised") {
		t.Error("a reader that crashes is published")
	}
}

// A control's lock is around a reader that there is.
func TestUnlockedReadersExist(t *testing.T) {
	for _, r := range Published() {
		if r.Lock == strategies.LockOutside && Lookup(r.Unlocked).New == nil {
			t.Errorf("%s: there is no %s", r.Name, r.Unlocked)
		}
	}
}

func TestMeasured(t *testing.T) {
	for _, c := range []struct {
		limit      int64
		concurrent bool
		want       bool
	}{{0, true, true}, {8, true, true}, {7, true, false}, {7, false, true}, {-1, true, false}, {-1, false, true}} {
		r := Row{Strategy: strategies.Strategy{ConcurrentLimit: c.limit}}
		if got := r.Measured(8, c.concurrent); got != c.want {
			t.Errorf("limit %d, concurrent %t: %t; want %t", c.limit, c.concurrent, got, c.want)
		}
	}
}
