package wallnet

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	// pieceSize is how many bytes are booked and written at a time, at most: what
	// net/http hands to a connection, and as in simnet.
	pieceSize = 32 << 10

	// packetSize is what TCP carries in an Ethernet frame: the unit of
	// acknowledgements, and the least to book at a time on a slow link.
	packetSize = 1460

	// pause is how much of the time that a writer takes to produce its next bytes
	// is made up for: what a send buffer of 90 kB covers at 90 MB/s.
	pause = time.Millisecond

	// memory is how much lateness a link makes up for at most, of sleeps and of
	// waiting for the NIC (a window of 1 MiB at 90 MB/s takes about as long). After
	// as long without a byte, link and NIC count as idle.
	memory = 10 * time.Millisecond
)

// link is one direction of a connection: slow start, then a rate. It is exact,
// because it never waits and reads no clock but its own: what the time would be if
// the writer had never overslept. Tokens are reserved at that time. Hence long
// sleeps do not slow the link down, and the bucket can be as small as a pause. Not
// safe for concurrent use.
type link struct {
	limit *rate.Limiter
	slow  slowStart
	clock time.Time // when the last piece was through
	woke  time.Time // when its writer continued
}

func newLink(cfg Config) *link {
	return &link{limit: newLimiter(cfg.ConnRate, pause), slow: newSlowStart(cfg)}
}

// book puts a piece of at most n bytes on the link at now. It returns how many
// bytes it has and when they are through; then the writer must call sent.
func (l *link) book(now time.Time, n int) (int, time.Time) {
	ready := l.ready(now)
	at, n := l.slow.admit(ready, min(n, pieceSize, l.limit.Burst()))
	if at.After(ready) {
		empty(l.limit, at) // the wait for an acknowledgement saves up nothing
	}
	return n, at.Add(l.limit.ReserveN(at, n).DelayFrom(at))
}

// ready is when a piece that is written at now can start.
func (l *link) ready(now time.Time) time.Time {
	gap := now.Sub(l.woke)
	if gap > memory {
		t := later(now, l.clock)
		empty(l.limit, t)
		return t
	}
	return later(l.clock.Add(gap), now.Add(-memory))
}

// sent notes that the writer continued at woke, with or without having written its
// piece: one that was given up takes its time on the link, too.
func (l *link) sent(through, woke time.Time) { l.clock, l.woke = through, woke }

// newLimiter makes a bucket of what the rate yields in the time, or of a packet.
func newLimiter(bytesPerSecond int64, yield time.Duration) *rate.Limiter {
	if bytesPerSecond == 0 {
		return rate.NewLimiter(rate.Inf, pieceSize)
	}
	size := int(float64(bytesPerSecond) * yield.Seconds())
	return rate.NewLimiter(rate.Limit(bytesPerSecond), max(size, packetSize))
}

// empty takes out of the bucket what it has saved up until t.
func empty(l *rate.Limiter, t time.Time) {
	if saved := int(l.TokensAt(t)); saved > 0 {
		l.ReserveN(t, saved)
	}
}
