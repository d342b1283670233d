package wallnet

import (
	"testing"
	"time"
)

// slowStartFormula is when the last of size bytes is through: round i+1 begins
// when the first packet of round i is acknowledged, unless round i is still being
// sent then; from then on, or with a window's allowance, nothing waits.
func slowStartFormula(cfg Config, size int) time.Duration {
	perByte := 0.0
	if cfg.ConnRate > 0 {
		perByte = 1e9 / float64(cfg.ConnRate)
	}
	begin, left, allowance := 0.0, float64(size), float64(cfg.InitialWindow)
	for left > allowance && (cfg.Window == 0 || allowance < float64(cfg.Window)) {
		next := float64(cfg.RTT) + packetSize*perByte
		if next <= allowance*perByte {
			break
		}
		begin, left, allowance = begin+next, left-allowance, 2*allowance
	}
	return time.Duration(begin + left*perByte)
}

func TestSlowStartFollowsTheFormula(t *testing.T) {
	for _, cfg := range []Config{
		{RTT: 2 * time.Millisecond, ConnRate: 90e6, Window: 1 << 20, InitialWindow: 14_600},
		{RTT: 70 * time.Millisecond, ConnRate: 90e6, Window: 1 << 20, InitialWindow: 14_600}, // ended by the window
		{RTT: 70 * time.Millisecond, ConnRate: 90e6, InitialWindow: 1000},
		{RTT: 2 * time.Millisecond, InitialWindow: 14_600}, // never ended
		{RTT: 2 * time.Millisecond, ConnRate: 90e6, Window: 10_000, InitialWindow: 14_600},
		{RTT: 2 * time.Millisecond, ConnRate: 1e6, InitialWindow: 14_600}, // sending is what takes long
		{InitialWindow: 1},
	} {
		for _, size := range []int{1, 1000, 14_600, 14_601, 32 << 10, 43_801, 300_000, 1 << 20, 20 << 20} {
			got, want := transfer(newLink(cfg), time.Now(), size), slowStartFormula(cfg, size)
			if d := got - want; d.Abs() > time.Microsecond {
				t.Errorf("%+v: %d bytes took %v; want %v", cfg, size, got, want)
			}
		}
	}
}

// A round that was not used up does not count as one: the allowance grows by what
// was sent, once that is acknowledged.
func TestSlowStartGrowsByWhatWasSent(t *testing.T) {
	s := newSlowStart(Config{RTT: 2 * time.Millisecond, InitialWindow: 1000})
	start := time.Now()
	for i, c := range []struct {
		at, starts time.Duration
		n, want    int
	}{
		{0, 0, 300, 300},
		{1, 1, 600, 600},
		{1, 1, 600, 100},                    // all of 1000
		{1, 2e6, 300, 300},                  // acknowledged: a round of 2000 begins
		{2e6 + 5, 2e6 + 5, 9999, 1700},      // the rest of it
		{9e6, 9e6, 100, 100},                // 4000
		{20e6, 20e6, 9999, 4100},            // 4000 and the 100
		{20e6 + 1, 22e6, 9999, 8200},        // twice that
		{22e6 + 2e6 + 7, 24e6 + 7, 1, 1},    // acknowledged before it was asked for
		{24e6 + 8, 24e6 + 8, 99999, 16_399}, // the rest of 16400
	} {
		at, n := s.admit(start.Add(c.at), c.n)
		if at.Sub(start) != c.starts || n != c.want {
			t.Errorf("step %d: admit(%v, %d) = %v, %d; want %v, %d", i, c.at, c.n, at.Sub(start), n, c.starts, c.want)
		}
	}
}

// Slow start is a connection's, not a transfer's.
func TestSlowStartIsOverOnce(t *testing.T) {
	cfg := Config{RTT: 2 * time.Millisecond, ConnRate: 100e6, InitialWindow: 14_600}
	l, start := newLink(cfg), time.Now()
	transfer(l, start, 4<<20)
	if got := transfer(l, start.Add(time.Minute), 1e6); got != 10*time.Millisecond {
		t.Errorf("1 MB after 4 MiB took %v; want 10ms", got)
	}
}
