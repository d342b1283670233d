package wallnet

import (
	"testing"
	"time"
)

// Connections share the NIC: all bytes together pass at its rate, and an idle NIC
// gives no credit.
func TestNICRate(t *testing.T) {
	c, now := newNIC(1e9), time.Now()
	for i := range 100 {
		passes, _ := c.bookAt(now, 10_000)
		want := time.Duration(i+1) * 10 * time.Microsecond
		if d := passes.Sub(now) - want; d.Abs() > 1 { // rounding
			t.Errorf("booking %d passes after %v; want %v", i, passes.Sub(now), want)
		}
	}
}

// A NIC in use makes up for oversleep; an idle one for nothing.
func TestNICSavesNoIdleTime(t *testing.T) {
	const size = 10_000
	for gap, want := range map[time.Duration]time.Duration{
		0:                    10 * time.Microsecond,
		4 * time.Microsecond: 6 * time.Microsecond,
		memory / 2:           0,
		2 * memory:           10 * time.Microsecond,
	} {
		c := newNIC(1e9)
		passes, _ := c.bookAt(time.Now(), size)
		passes, _ = c.bookAt(passes, size)
		next, _ := c.bookAt(passes.Add(gap), size)
		if got := next.Sub(passes.Add(gap)); got != want {
			t.Errorf("%v after the last bytes, the next ones passed after %v; want %v", gap, got, want)
		}
		if saved := c.limit.TokensAt(passes.Add(gap)); saved > float64(c.most) {
			t.Errorf("%v saved up %v bytes; at most %d", gap, saved, c.most)
		}
	}
}

// What is cancelled is not charged.
func TestNICCancel(t *testing.T) {
	c := newNIC(1000)
	_, first := c.book(1000)
	c.cancel(first)
	if got := c.limit.Tokens(); got < 0 {
		t.Errorf("%v bytes are charged for after the only booking was cancelled", -got)
	}
}
