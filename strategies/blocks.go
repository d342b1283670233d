package strategies

import "container/list"

// blocks is the memory of a reader that keeps what it fetched: buffers of one
// size, at most so many, that are used again and again. It does no I/O and is not
// safe for concurrent use.
//
// A block is on its way, then in memory until its buffer is wanted for another:
// first those that were read to their end, the least recently used of them first;
// and then, for a caller who would have to wait otherwise, those that nobody has
// read yet. One that nobody has come for while twice the memory was read counts as
// read: a reader that has stopped, or passes blocks over, must not keep the memory
// from the others. A block that somebody waits for or copies from stays.
type blocks struct {
	size  int64 // of the object
	unit  int64 // bytes of a block; the last may be shorter
	limit int   // buffers at most

	turned int64 // bytes read so far
	begun  bool  // a byte has come

	held   map[int64]*block // by index
	made   int              // buffers there are
	free   [][]byte         // those that no block has
	read   list.List        // blocks to go first, and
	unread list.List        // blocks to go then; the one that goes next at the front
}

// block is unit bytes of the object, or what there is of them at its end.
type block struct {
	index int64
	size  int
	buf   []byte // nil once it is another's
	have  int    // bytes that have arrived
	from  *fetch // that brings it
	since int64  // turned, when it was last used
	users int    // that wait for it or copy from it
	read  bool   // to its end
	place *list.Element
}

// whole tells that all bytes have arrived.
func (b *block) whole() bool { return b.have == b.size }

// end is the offset that the bytes which have arrived go up to.
func (b *block) end(unit int64) int64 { return b.index*unit + int64(b.have) }

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

// at returns the block of off, in memory or on its way, or nil.
func (c *blocks) at(off int64) *block { return c.held[off/c.unit] }

// heldTo is the end of the blocks without a gap from off on, off if there is none.
func (c *blocks) heldTo(off int64) int64 {
	for off < c.size && c.at(off) != nil {
		off += min(c.unit, c.size-off)
	}
	return off
}

// holeTo is the end of the gap at off, at most limit.
func (c *blocks) holeTo(off, limit int64) int64 {
	for off < limit && c.at(off) == nil {
		off += min(c.unit, limit-off)
	}
	return off
}

// room is how many bytes could be fetched without dropping what nobody has read.
func (c *blocks) room() int64 {
	c.retire()
	return int64(c.limit-c.made+len(c.free)+c.read.Len()) * c.unit
}

// retire counts blocks as read that have waited for too long.
func (c *blocks) retire() {
	for next := c.unread.Front(); next != nil; next = c.unread.Front() {
		b := next.Value.(*block)
		if c.turned-b.since <= 2*int64(c.limit)*c.unit {
			return
		}
		c.unlist(b)
		b.read = true
		b.place = c.read.PushBack(b)
	}
}

// demandRoom is what a caller who waits can have: room, or else a block that
// nobody has read yet.
func (c *blocks) demandRoom() int64 {
	if room := c.room(); room > 0 || c.unread.Len() == 0 {
		return room
	}
	return c.unit
}

// bytes is how much memory is in use, whatever it is used for.
func (c *blocks) bytes() int64 { return int64(c.made) * c.bufferSize() }

func (c *blocks) bufferSize() int64 { return min(c.unit, c.size) }

// take makes the blocks of s, on their way by f. There must be room.
func (c *blocks) take(s span, f *fetch) []*block {
	var taken []*block
	for off := s.from; off < s.to; {
		n := min(c.unit, s.to-off)
		b := &block{index: off / c.unit, size: int(n), buf: c.buffer()[:n], from: f}
		c.held[b.index] = b
		taken = append(taken, b)
		off += n
	}
	return taken
}

func (c *blocks) buffer() []byte {
	if n := len(c.free); n > 0 {
		buf := c.free[n-1]
		c.free = c.free[:n-1]
		return buf
	}
	if c.made < c.limit {
		c.made++
		return make([]byte, c.bufferSize())
	}
	next := c.read.Front()
	if next == nil {
		next = c.unread.Front()
	}
	b := next.Value.(*block)
	c.drop(b)
	return c.buffer()
}

// drop gives up a block that nobody uses.
func (c *blocks) drop(b *block) {
	c.unlist(b)
	if c.held[b.index] == b {
		delete(c.held, b.index)
	}
	c.free = append(c.free, b.buf[:cap(b.buf)])
	b.buf = nil
}

// use keeps b from being dropped until done.
func (c *blocks) use(b *block) {
	c.unlist(b)
	b.users++
}

// done ends a use. It reports whether memory came free by it.
func (c *blocks) done(b *block) bool {
	b.users--
	return c.settle(b)
}

// settle puts a block where it belongs after a change. It reports whether its
// memory can now be had.
func (c *blocks) settle(b *block) bool {
	switch {
	case b.users > 0 || b.buf == nil:
		return false
	case b.whole() && c.held[b.index] == b:
		c.unlist(b)
		b.since = c.turned
		b.place = c.order(b).PushBack(b)
		return true
	case b.whole(), b.from.ended: // lost, or never to be whole
		c.drop(b)
		return true
	default:
		return false // on its way
	}
}

// order is the list that a block is or will be in.
func (c *blocks) order(b *block) *list.List {
	if b.read {
		return &c.read
	}
	return &c.unread
}

// lose keeps a block that will never be whole from being found again.
func (c *blocks) lose(b *block) {
	if c.held[b.index] == b {
		delete(c.held, b.index)
	}
}

func (c *blocks) unlist(b *block) {
	if b.place != nil {
		c.order(b).Remove(b.place)
		b.place = nil
	}
}

// release gives all memory back.
func (c *blocks) release() {
	c.held, c.free, c.made = make(map[int64]*block), nil, 0
	c.read.Init()
	c.unread.Init()
}
