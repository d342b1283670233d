package simnet

import (
	"math"
	"sync"
	"syscall"
	"time"
)

// half is one direction of a connection: the sender's queue, the link, the
// client's NIC, the path, and the receiver's buffer. All of it is guarded by the
// clock's mutex.
type half struct {
	net   *Network
	key   uint64
	link  line
	nic   *line
	moved *time.Duration // when something last moved on the connection, either way

	// The sender's end.
	unsent   queue[segment] // accepted, and not on the link yet
	onLink   segment        // when sending
	sending  bool
	queued   int   // bytes of unsent and onLink
	reset    bool  // the end of the stream is a reset
	finished bool  // no more will be written: unsent ends with the end of the stream
	refused  error // the peer has stopped receiving
	window   int   // bytes that the receiver has room for
	updates  queue[ack]
	slow     slowStart
	written  int64
	sent     int64
	writable sync.Cond

	// On the path.
	flying queue[segment]

	// The receiver's end.
	inbox    queue[segment]
	unacked  int  // bytes read and not yet told to the sender
	ended    bool // the end of the stream has arrived
	closed   bool // the receiver has closed: what still arrives is dropped
	readable sync.Cond

	departs, arrives, opens, refuses event
}

// The key of an event is the connection's number, four bits up, with the
// direction and the kind of event below it.
const (
	keyUp   = 0
	keyDown = 8
)

const (
	keyArrive = iota + 1
	keyOpen
	keyDepart
	keyRefuse
	keyReadBy
	keyWriteBy
	keyIdle
)

// segment is bytes that travel together, or the end of the stream.
type segment struct {
	data []byte
	read int           // bytes of data already read
	due  time.Duration // when it arrives
	fin  bool
}

// ack tells the sender, at due, that n bytes have arrived or, in an update of the
// window, that they have been read.
type ack struct {
	due time.Duration
	n   int
}

func newHalf(n *Network, key uint64, nic *line, moved *time.Duration) *half {
	h := &half{
		net: n, key: key, link: line{rate: n.cfg.ConnRate}, nic: nic, moved: moved,
		window: n.cfg.Window, slow: newSlowStart(n.cfg.InitialWindow, n.cfg.Window),
	}
	h.writable.L, h.readable.L = &n.clock.mu, &n.clock.mu
	h.arrives = event{key: key | keyArrive, fire: h.arrive}
	h.opens = event{key: key | keyOpen, fire: h.transmit}
	h.departs = event{key: key | keyDepart, fire: h.depart}
	h.refuses = event{key: key | keyRefuse, fire: h.refuse}
	return h
}

// accept takes as much of p as the send buffer has room for.
func (h *half) accept(p []byte, now time.Duration) int {
	total := 0
	for total < len(p) && h.queued < sendBuffer {
		size := min(SegmentSize, h.net.cfg.Window)
		s := h.tail(size)
		n := min(len(p)-total, size-len(s.data))
		s.data = append(s.data, p[total:total+n]...)
		total += n
		h.queued += n
	}
	h.written += int64(total)
	h.transmit(now)
	return total
}

// tail is the last segment of unsent if it has room, or a new one.
func (h *half) tail(size int) *segment {
	if h.unsent.len() > 0 {
		if s := h.unsent.last(); len(s.data) < size {
			return s
		}
	}
	h.unsent.push(segment{data: h.net.buffer()})
	return h.unsent.last()
}

// finish ends the stream after what was accepted.
func (h *half) finish(now time.Duration) {
	if !h.finished {
		h.finished = true
		h.unsent.push(segment{fin: true})
		h.transmit(now)
	}
}

// transmit puts as much of the next segment as may be sent on the link, if that is
// free.
func (h *half) transmit(now time.Duration) {
	for h.updates.len() > 0 && h.updates.first().due <= now {
		h.window += h.updates.pop().n
	}
	h.slow.take(now)
	if h.sending || h.unsent.len() == 0 {
		return
	}
	all := len(h.unsent.first().data)
	n := h.slow.allows(all)
	if n > h.window || n == 0 && all > 0 {
		h.await()
		return
	}
	h.sending = true
	h.onLink = h.next(n)
	h.window -= n
	h.slow.sent(n)
	h.net.clock.schedule(&h.departs, h.link.pass(now, n))
}

// await tries again when the receiver's next ack arrives, if one is on its way.
func (h *half) await() {
	due := time.Duration(math.MaxInt64)
	for _, acks := range []*queue[ack]{&h.updates, &h.slow.acks} {
		if acks.len() > 0 {
			due = min(due, acks.first().due)
		}
	}
	if due < math.MaxInt64 {
		h.net.clock.schedule(&h.opens, due)
	}
}

// next takes the next segment from the queue, or its first n bytes.
func (h *half) next(n int) segment {
	s := h.unsent.first()
	if n == len(s.data) {
		return h.unsent.pop()
	}
	head := append(h.net.buffer(), s.data[:n]...)
	s.data = s.data[:copy(s.data, s.data[n:])]
	return segment{data: head}
}

// depart moves the segment from the link through the NIC to the path.
func (h *half) depart(now time.Duration) {
	s := h.onLink
	h.onLink, h.sending = segment{}, false
	*h.moved = now
	h.queued -= len(s.data)
	h.sent += int64(len(s.data))
	s.due = h.nic.pass(now, len(s.data)) + h.net.cfg.RTT/2
	h.flying.push(s)
	if h.flying.len() == 1 {
		h.net.clock.schedule(&h.arrives, s.due)
	}
	h.transmit(now)
	h.writable.Broadcast()
}

// underWay reports whether bytes are on the link, in the NIC's queue or on the path.
func (h *half) underWay() bool { return h.sending || h.flying.len() > 0 }

// arrive gives the segment to the receiver, whose machine acknowledges it.
func (h *half) arrive(now time.Duration) {
	s := h.flying.pop()
	if h.flying.len() > 0 {
		h.net.clock.schedule(&h.arrives, h.flying.first().due)
	}
	*h.moved = now
	h.slow.arrived(len(s.data), now+h.net.cfg.RTT/2)
	if h.unsent.len() > 0 && !h.sending {
		h.transmit(now)
	}
	switch {
	case s.fin:
		h.ended = true
	case h.closed:
		h.net.recycle(s.data)
		return
	default:
		h.inbox.push(s)
	}
	h.readable.Broadcast()
}

// read moves bytes that have arrived to p. It acknowledges them, half a round trip
// later, once they are a segment's worth, or when none are left.
func (h *half) read(p []byte, now time.Duration) int {
	total := 0
	for total < len(p) && h.inbox.len() > 0 {
		s := h.inbox.first()
		n := copy(p[total:], s.data[s.read:])
		s.read += n
		total += n
		if s.read == len(s.data) {
			h.net.recycle(h.inbox.pop().data)
		}
	}
	h.unacked += total
	if h.unacked >= SegmentSize || h.inbox.len() == 0 && h.unacked > 0 {
		h.updates.push(ack{due: now + h.net.cfg.RTT/2, n: h.unacked})
		h.unacked = 0
		h.transmit(now)
	}
	return total
}

// stopReading drops what has arrived; the sender learns half a round trip later
// that it can stop. It reports whether anything was unread.
func (h *half) stopReading(now time.Duration) (unread bool) {
	h.closed = true
	unread = h.inbox.len() > 0
	for h.inbox.len() > 0 {
		h.net.recycle(h.inbox.pop().data)
	}
	h.readable.Broadcast()
	h.net.clock.schedule(&h.refuses, now+h.net.cfg.RTT/2)
	return unread
}

// refuse tells the sender that the receiver has closed.
func (h *half) refuse(time.Duration) { h.stopSending(syscall.ECONNRESET) }

// stopSending drops what has not left the link; writing fails with err from now.
func (h *half) stopSending(err error) {
	h.refused = err
	h.net.clock.cancel(&h.departs)
	h.net.clock.cancel(&h.opens)
	if h.sending {
		h.unsent.push(h.onLink)
		h.onLink, h.sending = segment{}, false
	}
	for h.unsent.len() > 0 {
		if s := h.unsent.pop(); !s.fin {
			h.net.recycle(s.data)
		}
	}
	h.queued = 0
	h.writable.Broadcast()
}
