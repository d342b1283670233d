package wallnet

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// oversleep is how much of its own time the NIC makes up for when all that write
// through it have slept too long: a good deal more than the millisecond to which the
// runtime rounds short sleeps.
const oversleep = 2 * time.Millisecond

// nic is one way through the client machine's NIC, for all of its connections, in the
// order they come. Safe for concurrent use.
type nic struct {
	most int // bytes that can be booked at a time

	mu     sync.Mutex // the limiter's times must not run backwards
	limit  *rate.Limiter
	booked time.Time // when it was last used
}

func newNIC(bytesPerSecond int64) *nic {
	l := newLimiter(bytesPerSecond, oversleep)
	return &nic{limit: l, most: l.Burst()}
}

// book queues n bytes now. It returns when they are through, and what to cancel
// if they are not sent.
func (c *nic) book(n int) (time.Time, *rate.Reservation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bookAt(time.Now(), n)
}

func (c *nic) bookAt(now time.Time, n int) (time.Time, *rate.Reservation) {
	if now.Sub(c.booked) > memory {
		empty(c.limit, now)
	}
	c.booked = now
	r := c.limit.ReserveN(now, n)
	return now.Add(r.DelayFrom(now)), r
}

// cancel gives back what is not sent. What has queued up behind it keeps
// its time.
func (c *nic) cancel(r *rate.Reservation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Cancel()
}
