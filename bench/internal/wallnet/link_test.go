package wallnet

import (
	"testing"
	"time"
)

// transfer is how long size bytes take on l from start, by l's own clock, if the
// writer oversleeps by each of lates in turn.
func transfer(l *link, start time.Time, size int, lates ...time.Duration) time.Duration {
	now := start
	for i := 0; size > 0; i++ {
		n, through := l.book(now, size)
		size -= n
		if through.After(now) {
			now = through
			if len(lates) > 0 {
				now = now.Add(lates[i%len(lates)])
			}
		}
		l.sent(through, now)
	}
	return l.clock.Sub(start)
}

// Pieces take as long as one of their length; an idle link gives no credit.
func TestLinkRate(t *testing.T) {
	for _, rate := range []int64{1000, 1e6, 90e6, 999_999_937, 0} {
		for _, size := range []int{1, packetSize, pieceSize + 1, 300_000} {
			got, want := transfer(newLink(Config{ConnRate: rate}), time.Now(), size), time.Duration(0)
			if rate > 0 {
				want = time.Duration(float64(size) / float64(rate) * 1e9)
			}
			// A nanosecond of rounding a piece.
			if d := got - want; d.Abs() > time.Duration(size/packetSize+1) {
				t.Errorf("%d bytes at %d/s took %v; want %v", size, rate, got, want)
			}
		}
	}
}

// A piece holds up its link no longer than a pause, or than a packet takes.
func TestLinkPieces(t *testing.T) {
	for rate, want := range map[int64]int{0: pieceSize, 1e9: pieceSize, 10e6: 10_000, 1000: packetSize} {
		if n, _ := newLink(Config{ConnRate: rate}).book(time.Now(), 1<<30); n != want {
			t.Errorf("at %d/s a piece is %d bytes; want %d", rate, n, want)
		}
	}
}

// Sleeps that are too long do not slow the link down, be they longer than pieces.
func TestLinkMakesUpForOversleeping(t *testing.T) {
	const rate = 100e6
	start := time.Now()
	got := transfer(newLink(Config{ConnRate: rate}), start, 10e6, 0, 1100*time.Microsecond, 5*time.Millisecond)
	if got != 100*time.Millisecond {
		t.Errorf("10 MB took %v; want 100ms", got)
	}
}

// A link's past counts only for the pause that a send buffer covers, and for its
// lateness, which is forgotten when idle. Times are from the end of a
// piece, for a piece of a millisecond.
func TestLinkSavesNoIdleTime(t *testing.T) {
	const size, ms = 100_000, time.Millisecond
	for _, c := range []struct {
		name      string
		late, gap time.Duration
		want      time.Duration
	}{
		{"at once", 0, 0, ms},
		{"short pause", 0, ms / 2, ms},
		{"longest pause", 0, ms, ms},
		{"longer pause", 0, 3 * ms, 3 * ms},
		{"idle", 0, time.Second, time.Second + ms},
		{"late, at once", 2 * ms, 0, ms},
		{"late, short pause", 2 * ms, ms, ms},
		{"very late", 15 * ms, 0, 15*ms - memory},
		{"late and idle", 2 * ms, time.Second, time.Second + 3*ms},
	} {
		l, start := newLink(Config{ConnRate: 100e6}), time.Now()
		_, end := l.book(start, size)
		for got := pieceSize; got < size; got += pieceSize {
			l.sent(end, end)
			_, end = l.book(end, min(pieceSize, size-got))
		}
		if end.Sub(start) != ms {
			t.Fatalf("the first piece took %v; want %v", end.Sub(start), ms)
		}
		l.sent(end, end.Add(c.late))
		if got := end.Add(transfer(l, end.Add(c.late+c.gap), size) + c.late + c.gap); got.Sub(end) != c.want {
			t.Errorf("%s: the next bytes were through %v later; want %v", c.name, got.Sub(end), c.want)
		}
	}
}

// A piece that was given up takes its time, too.
func TestLinkChargesWhatWasGivenUp(t *testing.T) {
	l, start := newLink(Config{ConnRate: 10e6}), time.Now()
	_, through := l.book(start, 10_000)
	l.sent(through, start) // the deadline passed at once
	if got := transfer(l, start, 10_000); got != 2*time.Millisecond {
		t.Errorf("the piece after it was through after %v; want 2ms", got)
	}
}
