package strategies

import (
	"context"
	"time"
)

// The waits before a stream is reopened, but for the first, which is none: the
// common break is a connection that the store took for idle, and nothing is
// wrong with the store then. Both are chosen; the longest is also what the AWS
// SDK waits at most before it sends a request again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 20 * time.Second
)

// pauseBefore is how long to wait before the nth reopening in a row, from 1, of
// a stream that stopped at off. It doubles, and is shortened by up to half, so
// that streams which broke together do not all come back together. By how much
// is a hash and no chance: a run in virtual time has to repeat.
func pauseBefore(nth int, off int64) time.Duration {
	if nth <= 1 {
		return 0
	}
	d := longestPause
	if doublings := nth - 2; doublings < 8 { // 100 ms << 8 is above the longest, and the shift far from overflow
		d = min(d, firstPause<<doublings)
	}
	return d - time.Duration(scatter(scatter(uint64(off))+uint64(nth))%uint64(d/2))
}

// scatter is the output function of splitmix64: neighbours come out far apart.
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// sleep waits d, or until ctx is done, and then returns its cause.
func sleep(ctx context.Context, d time.Duration) error {
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}
