package strategies

import (
	"io"
	"strings"
	"testing"
)

// standing is a cursor whose stream stands at off.
func standing(off int64) *cursor {
	return &cursor{stream: io.NopCloser(strings.NewReader("")), pos: off}
}

// The order of preference, each with everything below it on offer too.
func TestPoolPreferences(t *testing.T) {
	a, b := standing(10), standing(20)
	for _, c := range []struct {
		name string
		max  int
		off  int64
		want *cursor // nil: one that is neither a nor b
	}{
		{"the one at the offset", 3, 20, b},
		{"a new one below the bound", 3, 30, nil},
		{"the least recently used at the bound", 2, 30, a},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := pool{max: c.max, count: 2, idle: []*cursor{a, b}}
			got, wait := p.choose(c.off)
			if wait != nil || got == nil || c.want != nil && got != c.want || c.want == nil && (got == a || got == b) {
				t.Errorf("choose(%d) = %p, wait %v; want %p, no wait", c.off, got, wait, c.want)
			}
		})
	}
	p := pool{max: 2, count: 2}
	if got, wait := p.choose(30); got != nil || wait == nil {
		t.Errorf("choose with all held = %p, wait %v; want to wait", got, wait)
	}
}

// A closed pool gives nothing out, lets no caller wait and takes nothing back, and
// hands its idle cursors to one close only.
func TestPoolClosed(t *testing.T) {
	a := standing(10)
	p := pool{max: 1, count: 1, idle: []*cursor{a}}
	if got := p.close(); len(got) != 1 || got[0] != a {
		t.Errorf("close() = %v; want the idle cursor", got)
	}
	if got := p.close(); len(got) != 0 {
		t.Errorf("second close() = %v; want nothing", got)
	}
	if got, wait := p.choose(10); got != nil || wait != nil {
		t.Errorf("choose(10) = %p, wait %v; want nil, no wait", got, wait)
	}
	if p.give(a) {
		t.Error("give() = true after close; want false")
	}
}
