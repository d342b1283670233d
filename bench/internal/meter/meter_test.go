package meter

import (
	"testing"
	"time"
)

// One request is open from when it is asked for until its body has ended: for the
// stream of a known length, that can be worked out.
func TestInFlightIsTheTimeOfRequests(t *testing.T) {
	m := New("bucket", "source")
	m.Start()
	m.opened(+1)
	m.opened(+1)
	m.opened(-1)
	m.began = m.began.Add(-2 * time.Second) // as if two seconds had passed with one open
	m.since = m.since.Add(-2 * time.Second)
	m.Lap()
	if got := m.used.Open.Round(100 * time.Millisecond); got != 2*time.Second {
		t.Errorf("open for %v; want 2s", got)
	}
	if got := m.took.Round(100 * time.Millisecond); got != 2*time.Second {
		t.Errorf("took %v; want 2s", got)
	}
}
