package simnet

import (
	"sync"
	"syscall"
	"time"
)

// half is one direction of a connection: the sender's queue, the link, the
// client's card, the way, and the receiver's buffer. All of it is guarded by the
// clock's mutex.
type half struct {
	net  *Network
	key  uint64
	link line
	card *line

	// The sender's end.
	unsent   queue[segment] // accepted; the first one is on the link when sending
	queued   int            // bytes of unsent
	sending  bool
	finished bool  // no more will be written: unsent ends with the end of the stream
	refused  error // the peer has stopped receiving
	window   int   // bytes that may still be sent
	acks     queue[ack]
	written  int64
	sent     int64
	writable sync.Cond

	// On the way.
	flying queue[segment]

	// The receiver's end.
	inbox    queue[segment]
	unacked  int  // bytes read and not yet told to the sender
	ended    bool // the end of the stream has come
	deaf     bool // the receiver has closed: what still comes is dropped
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
)

// segment is bytes that travel together, or the end of the stream.
type segment struct {
	data []byte
	read int           // bytes of data already read
	due  time.Duration // when it arrives
	fin  bool
}

// ack opens the sender's window by n bytes at due.
type ack struct {
	due time.Duration
	n   int
}

func newHalf(n *Network, key uint64, card *line) *half {
	h := &half{net: n, key: key, link: line{rate: n.cfg.ConnRate}, card: card, window: n.cfg.Window}
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

// tail is the last segment of unsent if it is not on the link and has room, or
// a new one.
func (h *half) tail(size int) *segment {
	onLink := 0
	if h.sending {
		onLink = 1
	}
	if h.unsent.len() > onLink {
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

// transmit puts the next segment on the link when link and window are free.
func (h *half) transmit(now time.Duration) {
	for h.acks.len() > 0 && h.acks.first().due <= now {
		h.window += h.acks.pop().n
	}
	if h.sending || h.unsent.len() == 0 {
		return
	}
	n := len(h.unsent.first().data)
	if n > h.window {
		if h.acks.len() > 0 {
			h.net.clock.schedule(&h.opens, h.acks.first().due)
		}
		return
	}
	h.sending = true
	h.window -= n
	h.net.clock.schedule(&h.departs, h.link.pass(now, n))
}

// depart takes the segment off the link, through the card and on its way.
func (h *half) depart(now time.Duration) {
	s := h.unsent.pop()
	h.sending = false
	h.queued -= len(s.data)
	h.sent += int64(len(s.data))
	s.due = h.card.pass(now, len(s.data)) + h.net.cfg.RTT/2
	h.flying.push(s)
	if h.flying.len() == 1 {
		h.net.clock.schedule(&h.arrives, s.due)
	}
	h.transmit(now)
	h.writable.Broadcast()
}

// arrive hands the segment that has come to the receiver.
func (h *half) arrive(time.Duration) {
	s := h.flying.pop()
	if h.flying.len() > 0 {
		h.net.clock.schedule(&h.arrives, h.flying.first().due)
	}
	switch {
	case s.fin:
		h.ended = true
	case h.deaf:
		h.net.recycle(s.data)
		return
	default:
		h.inbox.push(s)
	}
	h.readable.Broadcast()
}

// read moves bytes that have come to p and tells the sender, half a round trip
// later, about every segment's worth of them, or when none are left.
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
		h.acks.push(ack{due: now + h.net.cfg.RTT/2, n: h.unacked})
		h.unacked = 0
		h.transmit(now)
	}
	return total
}

// stopReading drops what has come; the sender learns half a round trip later
// that it can stop. It reports whether anything had come and not been read.
func (h *half) stopReading(now time.Duration) (unread bool) {
	h.deaf = true
	unread = h.inbox.len() > 0
	for h.inbox.len() > 0 {
		h.net.recycle(h.inbox.pop().data)
	}
	h.readable.Broadcast()
	h.net.clock.schedule(&h.refuses, now+h.net.cfg.RTT/2)
	return unread
}

// refuse is the receiver's word that it has closed.
func (h *half) refuse(time.Duration) { h.stopSending(syscall.ECONNRESET) }

// stopSending drops what has not left the link; writing fails with err from now.
func (h *half) stopSending(err error) {
	h.refused = err
	h.net.clock.cancel(&h.departs)
	h.net.clock.cancel(&h.opens)
	h.sending = false
	for h.unsent.len() > 0 {
		if s := h.unsent.pop(); !s.fin {
			h.net.recycle(s.data)
		}
	}
	h.queued = 0
	h.writable.Broadcast()
}
