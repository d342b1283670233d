package wallnet

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// oversleep is how much of its own time the card makes up for when all who write
// through it have slept too long: a good deal more than the millisecond to which
// the runtime rounds short sleeps.
const oversleep = 2 * time.Millisecond

// card is one way through the client machine's network card, for all of its
// connections, in the order they come. Safe for concurrent use.
type card struct {
	most int // bytes that can be booked at a time

	mu     sync.Mutex // the limiter's times must not run backwards
	limit  *rate.Limiter
	booked time.Time // when it was last used
}

func newCard(bytesPerSecond int64) *card {
	l := newLimiter(bytesPerSecond, oversleep)
	return &card{limit: l, most: l.Burst()}
}

// book queues n bytes now. It returns when they are through, and what to cancel
// if they are not sent.
func (c *card) book(n int) (time.Time, *rate.Reservation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bookAt(time.Now(), n)
}

func (c *card) bookAt(now time.Time, n int) (time.Time, *rate.Reservation) {
	if now.Sub(c.booked) > memory {
		empty(c.limit, now)
	}
	c.booked = now
	r := c.limit.ReserveN(now, n)
	return now.Add(r.DelayFrom(now)), r
}

// cancel gives back what is not sent. Those who have queued up behind it keep
// their times.
func (c *card) cancel(r *rate.Reservation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Cancel()
}
