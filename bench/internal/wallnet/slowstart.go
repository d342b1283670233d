package wallnet

import (
	"math"
	"time"
)

// slowStart is how a direction of a connection begins (RFC 5681, section 3.1), by
// rounds. A round may send its allowance. The next round's allowance is larger by
// what was sent, since every byte acknowledged allows one more; it begins when the
// first packet of this round is acknowledged, or later, when there is something to
// send. The zero slowStart limits nothing.
//
// Note: simnet counts acknowledgements instead, one a segment of up to 32 KiB; a
// round there is longer by the time of its first segment. Two implementations make
// a mistake in one of them visible.
type slowStart struct {
	loop      time.Duration // from sending a packet to its acknowledgement
	enough    int           // the allowance with which a link never waits
	allowance int           // of this round
	sent      int           // of it
	begun     time.Time
}

func newSlowStart(cfg Config) slowStart {
	if cfg.InitialWindow == 0 {
		return slowStart{}
	}
	s := slowStart{loop: cfg.RTT, enough: math.MaxInt, allowance: cfg.InitialWindow}
	if cfg.Window > 0 {
		s.enough = cfg.Window
	}
	if cfg.ConnRate > 0 {
		inLoop := float64(cfg.ConnRate)*cfg.RTT.Seconds() + packetSize
		s.loop = time.Duration(inLoop / float64(cfg.ConnRate) * float64(time.Second))
		s.enough = int(min(float64(s.enough), inLoop))
	}
	return s
}

func (s *slowStart) over() bool { return s.allowance >= s.enough }

// admit returns when, and how many, of the n bytes that are ready at t may start.
// The caller then sends them.
func (s *slowStart) admit(t time.Time, n int) (time.Time, int) {
	if s.over() {
		return t, n
	}
	next := s.begun.Add(s.loop)
	if s.sent == s.allowance {
		t = later(t, next)
	}
	if !t.Before(next) {
		s.allowance += s.sent
		s.sent, s.begun = 0, t
	}
	if !s.over() {
		n = min(n, s.allowance-s.sent)
	}
	s.sent += n
	return t, n
}
