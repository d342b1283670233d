package simnet

import (
	"math/bits"
	"time"
)

// line passes bytes in FIFO order at a fixed rate: the link of a connection's
// direction, or a NIC. The remainder of the division is carried over, so that n
// segments take exactly as long as one piece of their total length.
type line struct {
	rate  int64 // bytes per second; 0: infinitely fast
	free  time.Duration
	carry uint64 // bytes x 1e9 not yet a whole nanosecond at this rate
}

// pass books n bytes that arrive at due and returns when the last has passed.
func (l *line) pass(due time.Duration, n int) time.Duration {
	if due > l.free {
		l.free, l.carry = due, 0
	}
	if l.rate == 0 {
		return l.free
	}
	hi, lo := bits.Mul64(uint64(n), uint64(time.Second))
	lo, c := bits.Add64(lo, l.carry, 0)
	ns, rest := bits.Div64(hi+c, lo, uint64(l.rate))
	l.free += time.Duration(ns)
	l.carry = rest
	return l.free
}
