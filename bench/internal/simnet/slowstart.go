package simnet

import "time"

// slowStart limits what a new connection sends before it knows the capacity of
// the path: an initial window of bytes and, for every byte acknowledged by the
// other machine, one byte more, so twice as much every round trip (RFC 5681,
// section 3.1). It ends when it allows as much as the receiver's window does, and
// does not return: nothing is ever lost here, and an idle connection is not slowed
// down again. The zero slowStart limits nothing.
type slowStart struct {
	window int // bytes that may be sent and not acknowledged
	flight int // bytes that are
	end    int // the window at which this is over
	acks   queue[ack]
}

func newSlowStart(initial, window int) slowStart {
	if initial == 0 || initial >= window {
		return slowStart{}
	}
	return slowStart{window: initial, end: window}
}

func (s *slowStart) over() bool { return s.window >= s.end }

// allows is how many of the next n bytes may be sent now.
func (s *slowStart) allows(n int) int {
	if s.over() {
		return n
	}
	return min(n, s.window-s.flight)
}

func (s *slowStart) sent(n int) {
	if !s.over() {
		s.flight += n
	}
}

// arrived notes that n bytes have reached the other machine, whose acknowledgement
// arrives at due.
func (s *slowStart) arrived(n int, due time.Duration) {
	if !s.over() && n > 0 {
		s.acks.push(ack{due: due, n: n})
	}
}

// take counts the acknowledgements that have arrived.
func (s *slowStart) take(now time.Duration) {
	for s.acks.len() > 0 && s.acks.first().due <= now {
		n := s.acks.pop().n
		s.flight -= n
		s.window += n
	}
}
