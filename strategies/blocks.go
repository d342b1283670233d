package strategies

import (
	"container/list"
	"iter"
)

// blocks is the memory of a reader that keeps what it fetched: buffers of one
// size, at most so many, that are used again and again. It does no I/O and is not
// safe for concurrent use.
//
// A block is on its way, then in memory until it is evicted, when its buffer is
// needed for another. Blocks that were read to their end go first, the least
// recently used of them first; and then, for a caller who would have to wait
// otherwise, those that were not. A block that no caller has used while twice the
// memory was read counts as read: a reader that has stopped, or passes blocks over,
// must not keep the memory from the others. A block that is pinned, because a caller
// waits for it or copies from it, stays.
type blocks struct {
	size  int64 // of the object
	unit  int64 // bytes of a block; the last may be shorter
	limit int   // buffers at most

	bytesRead int64 // so far, by all callers
	begun     bool  // a byte has arrived

	held      map[int64]*block // by offset
	allocated int              // buffers there are
	free      [][]byte         // those that no block has
	read      list.List        // blocks to evict first, and
	unread    list.List        // blocks to evict then; in order
}

// block is unit bytes of the object, or what there is of them at its end.
type block struct {
	span
	buf      []byte // nil once it is another's
	have     int    // bytes that have arrived
	fetch    *fetch // fills it
	lastUsed int64  // bytesRead, when it was last used
	pins     int    // callers that wait for it or copy from it
	read     bool   // to its end
	place    *list.Element
}

// whole tells that all bytes have arrived.
func (b *block) whole() bool { return int64(b.have) == b.len() }

func newBlocks(size, unit, memory int64) *blocks {
	return &blocks{size: size, unit: unit, limit: int(memory / unit), held: make(map[int64]*block)}
}

// floor is where off's block begins, ceil where the block ends that the byte
// before off is in.
func (c *blocks) floor(off int64) int64 { return off - off%c.unit }

func (c *blocks) ceil(off int64) int64 {
	if rest := off % c.unit; rest > 0 {
		off += min(c.unit-rest, c.size-off) // the sum of off and unit might not be an int64
	}
	return min(off, c.size)
}

// split gives the blocks of s, which begins and ends at their borders.
func (c *blocks) split(s span) iter.Seq[span] {
	return func(yield func(span) bool) {
		for s.from < s.to {
			b := span{s.from, s.from + min(c.unit, s.len())}
			if !yield(b) {
				return
			}
			s.from = b.to
		}
	}
}

// at returns the block of off, in memory or on its way, or nil.
func (c *blocks) at(off int64) *block { return c.held[c.floor(off)] }

// arrived tells whether the byte at off is in memory.
func (c *blocks) arrived(off int64) bool {
	b := c.at(off)
	return b != nil && off < b.from+int64(b.have)
}

// heldTo is the end of the blocks without a gap from off on, off if there is none.
func (c *blocks) heldTo(off int64) int64 {
	for b := range c.split(span{off, c.size}) {
		if c.at(b.from) == nil {
			return b.from
		}
		off = b.to
	}
	return off
}

// gap is the part of s up to its first block that is held.
func (c *blocks) gap(s span) span {
	for b := range c.split(s) {
		if c.at(b.from) != nil {
			return span{s.from, b.from}
		}
	}
	return s
}

// room is how many bytes could be fetched without evicting what was not read.
func (c *blocks) room() int64 {
	c.expire()
	return int64(c.limit-c.allocated+len(c.free)+c.read.Len()) * c.unit
}

// expire counts blocks as read that were not used for too long.
func (c *blocks) expire() {
	for next := c.unread.Front(); next != nil; next = c.unread.Front() {
		b := next.Value.(*block)
		if c.bytesRead-b.lastUsed <= 2*int64(c.limit)*c.unit {
			return
		}
		c.unlist(b)
		b.read = true
		b.place = c.read.PushBack(b)
	}
}

// demandRoom is what a caller who waits can have: room, or else a block that was
// not read.
func (c *blocks) demandRoom() int64 {
	if room := c.room(); room > 0 || c.unread.Len() == 0 {
		return room
	}
	return c.unit
}

// bytes is how much memory is allocated, whatever it is used for.
func (c *blocks) bytes() int64 { return int64(c.allocated) * c.bufferSize() }

func (c *blocks) bufferSize() int64 { return min(c.unit, c.size) }

// allocate makes the blocks of f's span, on their way. There must be room.
func (c *blocks) allocate(f *fetch) {
	for s := range c.split(f.span) {
		b := &block{span: s, buf: c.buffer()[:s.len()], fetch: f}
		c.held[b.from] = b
		f.blocks = append(f.blocks, b)
	}
}

func (c *blocks) buffer() []byte {
	if len(c.free) == 0 && c.allocated < c.limit {
		c.allocated++
		return make([]byte, c.bufferSize())
	}
	if len(c.free) == 0 {
		next := c.read.Front()
		if next == nil {
			next = c.unread.Front()
		}
		c.evict(next.Value.(*block))
	}
	last := len(c.free) - 1
	buf := c.free[last]
	c.free = c.free[:last]
	return buf
}

// evict gives up a block that is not pinned.
func (c *blocks) evict(b *block) {
	c.unlist(b)
	c.forget(b)
	c.free = append(c.free, b.buf[:cap(b.buf)])
	b.buf = nil
}

// forget keeps a block from being found again.
func (c *blocks) forget(b *block) {
	if c.held[b.from] == b {
		delete(c.held, b.from)
	}
}

// pin keeps b from being evicted until unpin.
func (c *blocks) pin(b *block) {
	c.unlist(b)
	b.pins++
}

// unpin ends one pin. It reports whether a buffer can be had by it.
func (c *blocks) unpin(b *block) bool {
	b.pins--
	return c.settle(b)
}

// settle lists a block that can be evicted from now on, and evicts one that is of
// no use: after an unpin, when it is whole, and when its fetch has ended. It reports
// whether the buffer can now be had.
func (c *blocks) settle(b *block) bool {
	switch {
	case b.pins > 0 || b.buf == nil:
		return false
	case b.whole() && c.held[b.from] == b:
		c.unlist(b)
		b.lastUsed = c.bytesRead
		b.place = c.list(b).PushBack(b)
		return true
	case b.whole(), b.fetch.ended: // forgotten, or never to be whole
		c.evict(b)
		return true
	default:
		return false // on its way
	}
}

// list is the one that a block is or will be in.
func (c *blocks) list(b *block) *list.List {
	if b.read {
		return &c.read
	}
	return &c.unread
}

func (c *blocks) unlist(b *block) {
	if b.place != nil {
		c.list(b).Remove(b.place)
		b.place = nil
	}
}

// release gives all memory back.
func (c *blocks) release() {
	c.held, c.free, c.allocated = make(map[int64]*block), nil, 0
	c.read.Init()
	c.unread.Init()
}
