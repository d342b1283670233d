package strategies

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// None, then 100 ms doubling up to 20 s, each shortened by less than half.
func TestPauseBefore(t *testing.T) {
	for nth, most := range map[int]time.Duration{
		0: 0, 1: 0,
		2: 100 * time.Millisecond, 3: 200 * time.Millisecond, 4: 400 * time.Millisecond,
		9: 12800 * time.Millisecond, 10: 20 * time.Second, 100: 20 * time.Second, math.MaxInt: 20 * time.Second,
	} {
		for _, off := range []int64{0, 1, 27, 1 << 20, math.MaxInt64} {
			if got := pauseBefore(nth, off); got > most || got < most/2 || most > 0 && got == most/2 {
				t.Errorf("pauseBefore(%d, %d) = %v; want at most %v, and more than half of it", nth, off, got, most)
			}
		}
	}
}

// The pauses are spread, and the same on any machine: virtual figures hang on them.
func TestPausesScatter(t *testing.T) {
	seen := map[time.Duration]bool{}
	var low, high int
	for off := range int64(1000) {
		d := pauseBefore(2, off*32<<10)
		seen[d] = true
		if d < 75*time.Millisecond {
			low++
		} else {
			high++
		}
	}
	if len(seen) < 999 || low < 400 || high < 400 {
		t.Errorf("%d different pauses of 1000, %d below the middle, %d above; want them spread", len(seen), low, high)
	}
	if got, want := pauseBefore(2, 27), 71842857*time.Nanosecond; got != want {
		t.Errorf("pauseBefore(2, 27) = %d; want %d, as ever", got, want)
	}
}

// sleep takes its time, unless the context ends first, and tells why it did.
func TestSleep(t *testing.T) {
	boom := errors.New("boom")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		start := time.Now()
		if err := sleep(ctx, time.Second); err != nil || time.Since(start) != time.Second {
			t.Errorf("sleep(1s) = %v after %v; want nil after 1s", err, time.Since(start))
		}
		time.AfterFunc(time.Second, func() { cancel(boom) })
		start = time.Now()
		if err := sleep(ctx, time.Hour); err != boom || time.Since(start) != time.Second {
			t.Errorf("sleep(1h) = %v after %v; want %v after 1s", err, time.Since(start), boom)
		}
		if err := sleep(ctx, 0); err != boom {
			t.Errorf("sleep(0) after cancel = %v; want %v", err, boom)
		}
	})
}
