package wallnet

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// oversleep is how much of its own time the NIC makes up for when all writers have
// slept too long: twice the millisecond to which the runtime rounds short sleeps.
const oversleep = 2 * time.Millisecond

// nic is one direction of the client machine's NIC, FIFO for all of its
// connections. Safe for concurrent use.
type nic struct {
	most int // bytes to book at a time, at most

	mu     sync.Mutex // the limiter's times must not run backwards
	limit  *rate.Limiter
	booked time.Time // when it was last used
}

func newNIC(bytesPerSecond int64) *nic {
	l := newLimiter(bytesPerSecond, oversleep)
	return &nic{limit: l, most: l.Burst()}
}

// book queues size bytes now. It returns when they are through, and what to cancel
// if they are not sent.
func (n *nic) book(size int) (time.Time, *rate.Reservation) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.bookAt(time.Now(), size)
}

func (n *nic) bookAt(now time.Time, size int) (time.Time, *rate.Reservation) {
	if now.Sub(n.booked) > memory {
		empty(n.limit, now)
	}
	n.booked = now
	r := n.limit.ReserveN(now, size)
	return now.Add(r.DelayFrom(now)), r
}

// cancel gives back what is not sent. Later bookings keep their times.
func (n *nic) cancel(r *rate.Reservation) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r.Cancel()
}
