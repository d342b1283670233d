package strategies

import (
	"cmp"
	"math"
	"slices"
)

// window decides what to fetch and what to drop. It does no I/O, knows no time
// and is not safe for concurrent use.
//
// It sees an object as stretches: what was planned without a gap, beginning where
// a caller appeared out of nowhere. A later read inside a stretch, or at its end,
// shows that the guess was right; whose read it is does not matter. So one caller
// that reads from front to back makes one stretch, and so do the workers of an
// uploader, whose parts lie side by side:
//
//	start                    head             end
//	  |######|....|####|......|===============>|
//	   part 1      part 2      fetched ahead    the next span
//	  # read   . on its way or in memory
//
// Only the end moves. It moves while it is less than reach ahead of head, the end
// of the furthest read, and while there is memory. What two stretches had between
// them is fetched once: one that reaches the next becomes one with it.
//
// Spans, each one request, are first long, and twice that once the stretch has 8 of
// them. Callers begin where parts do: if first divides the parts of an uploader,
// nobody has to wait for a span from its middle on.
//
//	0                            8      10
//	|1|1|1|1|1|1|1|1|   2   |   2   |   2   | …
//
// How much is risked on a guess:
//
//   - the first read of all, and one at 0: 10 first, as many at once as early says,
//     for a copy begins like that. A first read that is not at 0, but near it, may
//     be that of a worker who was faster than the one at 0: 10 first from 0 as well;
//   - a read elsewhere: one first, two if it comes before any byte has, for then
//     workers begin together; and all the memory once it is read on;
//   - after more than patience such reads in a row that nobody read on from, which
//     is random access: what was guessed is dropped, and only the blocks of the
//     read itself are fetched. Trust comes back as it is earned: with a stretch
//     that is read on, one first, doubled whenever that much has been read.
type window struct {
	size     int64 // of the object
	first    int64 // bytes of a stretch's first spans, whole blocks
	most     int64 // bytes of a span at most, whole blocks
	patience int
	early    int // requests at once, at most, for the beginning of a stretch
	late     int // and for the rest of it
	cache    *blocks

	reach     int64 // bytes ahead of head; trusting when the window trusts
	progress  int64 // bytes read since reach was doubled
	strangers int   // stretches begun since one was last read on
	clock     int64
	stretches []stretch // apart from each other, by start
}

// stretch is from start to end, both at a block's border or the object's end.
type stretch struct {
	start, end int64
	head       int64 // end of the furthest read, which may be past end
	sequential bool  // read on since it began
	presumed   bool  // will be
	used       int64 // when it was last read
}

// span is what one request asks for: bytes from from until before to, whole
// blocks except at the object's end.
type span struct{ from, to int64 }

func (s span) len() int64 { return s.to - s.from }

const (
	trusting = math.MaxInt64
	// presumption, in units of first, is what the beginning of a copy is worth.
	presumption = 10
)

// newWindow makes a window over what cache holds, for a reader of that many streams.
// Its spans are first long to begin with, most at most.
func newWindow(cache *blocks, first, most int64, streams int) *window {
	return &window{
		size: cache.size, first: first, most: most, cache: cache, reach: trusting,
		patience: streams, early: streams/2 + 1, late: max(streams/4, 1),
	}
}

// touch notes a read of n bytes at off, n > 0. It returns what is not to be kept
// or fetched any longer unless somebody waits for it.
func (w *window) touch(off, n int64) (drop []span) {
	w.clock++
	w.cache.turned += n
	i := w.find(w.cache.floor(off))
	if i < 0 || off < w.stretches[i].end && w.cache.at(off) == nil {
		return w.begin(i, off, n)
	}
	s := &w.stretches[i]
	s.used = w.clock
	w.strangers = 0
	// Whoever comes for what is still on its way may be another at the beginning
	// of his part, and has read nothing yet.
	if b := w.cache.at(off); off == s.head || b != nil && off < b.end(w.cache.unit) {
		w.earn(s, off+n-max(s.head, off))
	}
	s.head = max(s.head, off+n)
	return nil
}

// find returns the stretch that off lies in or at the end of, or -1.
func (w *window) find(off int64) int {
	i, found := slices.BinarySearchFunc(w.stretches, off, byStart)
	if !found {
		i--
	}
	if i >= 0 && off <= w.stretches[i].end {
		return i
	}
	return -1
}

// earn lets reach grow by what was read on.
func (w *window) earn(s *stretch, n int64) {
	if !s.sequential {
		s.sequential = true
		w.reach = max(w.reach, w.first)
	}
	if w.reach == trusting || n <= 0 {
		return
	}
	if w.progress += n; w.progress < w.reach {
		return
	}
	w.progress, w.reach = 0, w.reach*2
	if w.reach > presumption*w.first {
		w.reach = trusting
	}
}

// begin starts a stretch for a read that nobody expected: outside of all
// stretches, or in stretch i where the bytes are gone.
func (w *window) begin(i int, off, n int64) (drop []span) {
	start := w.cache.floor(off)
	w.open(i, start, off+n)
	if w.clock == 1 && 0 < start && start < presumption*w.first {
		w.open(-1, 0, 0) // it is not always the first part that is read first
	}
	if w.strangers++; w.strangers > w.patience {
		drop = w.distrust()
	}
	w.forget()
	return drop
}

// open makes an empty stretch at pos, the end of its read being head, and returns
// its place. Stretch i, if there is one, is what pos lies in: what that has of the
// gap at pos is cut out of it.
func (w *window) open(i int, pos, head int64) int {
	s := stretch{start: pos, end: pos, head: head, used: w.clock, presumed: pos == 0 || w.clock == 1}
	if i < 0 {
		at, _ := slices.BinarySearchFunc(w.stretches, pos, byStart)
		w.stretches = slices.Insert(w.stretches, at, s)
		return at
	}
	var left, right []stretch
	old := w.stretches[i]
	if old.start < pos {
		left = []stretch{old}
		left[0].end, left[0].head = pos, min(old.head, pos)
	}
	if hole := w.cache.holeTo(pos, old.end); hole < old.end {
		right = []stretch{old}
		right[0].start, right[0].head = hole, max(old.head, hole)
	}
	w.stretches = slices.Replace(w.stretches, i, i+1, slices.Concat(left, []stretch{s}, right)...)
	return i + len(left)
}

func byStart(s stretch, start int64) int { return cmp.Compare(s.start, start) }

// distrust gives up all guesses that nothing came of.
func (w *window) distrust() (drop []span) {
	if w.reach == 0 {
		return nil
	}
	w.reach, w.progress = 0, 0
	w.stretches = slices.DeleteFunc(w.stretches, func(s stretch) bool {
		if s.sequential || s.used == w.clock {
			return false
		}
		if from := w.cache.floor(s.head); from < s.end {
			drop = append(drop, span{from, s.end})
		}
		return true
	})
	return drop
}

// forget bounds how many stretches are remembered.
func (w *window) forget() {
	if len(w.stretches) <= 4*(w.patience+1) {
		return
	}
	oldest := 0
	for i, s := range w.stretches {
		if s.used < w.stretches[oldest].used {
			oldest = i
		}
	}
	w.stretches = slices.Delete(w.stretches, oldest, oldest+1)
}

// demand plans the span that brings the block at pos, which is neither in memory
// nor on its way, for a read of n more bytes from there; at most room bytes, which
// are a block or more.
func (w *window) demand(pos, n, room int64) span {
	start := w.cache.floor(pos)
	i := w.find(start)
	if i < 0 || start < w.stretches[i].end {
		i = w.open(i, start, pos+n)
	}
	return w.extend(i, min(w.ramp(i), room))
}

// ahead plans the next span that nobody asked for yet, or one of a read under
// way, of at most room bytes: for the stretch whose end its readers will be at
// first. So many requests are running.
func (w *window) ahead(room int64, running int) (span, bool) {
	best := -1
	for i := range w.stretches {
		s, limit := &w.stretches[i], w.limit(i)
		if s.end < limit { // past blocks of a stretch that was forgotten
			s.end = min(w.cache.heldTo(s.end), limit)
		}
		if s.end == limit || s.end-s.head >= w.allowance(*s) || running >= w.streams(*s) {
			continue
		}
		if best < 0 || s.end-s.head < w.stretches[best].end-w.stretches[best].head {
			best = i
		}
	}
	if best < 0 {
		return span{}, false
	}
	n := w.ramp(best)
	if n > room {
		return span{}, false
	}
	return w.extend(best, n), true
}

// allowance is how far the stretch's end may be ahead of its head.
func (w *window) allowance(s stretch) int64 {
	switch {
	case s.sequential:
		return w.reach
	case s.presumed: // from its start
		return min(w.reach, max(0, presumption*w.first-(s.head-s.start)))
	case !w.cache.begun: // one of several workers who begin together
		return min(w.reach, w.first)
	default:
		return 0 // no further than what is being read
	}
}

// streams is how many requests may be running when the stretch wants another: more
// where it begins, for an uploader waits for that; fewer then, because every
// connection more is one that has to start slowly, and that the uploader may have to
// use next, in the other direction.
func (w *window) streams(s stretch) int {
	if s.end-s.start < presumption*w.first {
		return w.early
	}
	return w.late
}

// limit is where stretch i can grow to.
func (w *window) limit(i int) int64 {
	if i+1 < len(w.stretches) {
		return w.stretches[i+1].start
	}
	return w.size
}

// ramp is the length of the next span of stretch i.
func (w *window) ramp(i int) int64 {
	s := w.stretches[i]
	if w.reach == 0 { // what is being read and no more
		return min(max(w.cache.ceil(s.head)-s.end, w.cache.unit), w.most)
	}
	n := w.first
	if s.end-s.start >= 8*w.first {
		n *= 2
	}
	n = min(n, w.most)
	// A short rest is not worth a request of its own.
	tail := n / 2
	if n > w.first { // there is time for a longer one
		tail = n
	}
	if rest := w.limit(i) - s.end; rest < n+tail {
		n = rest
	}
	return n
}

// extend moves the end of stretch i by n bytes, or as far as nothing is there yet.
func (w *window) extend(i int, n int64) span {
	s := &w.stretches[i]
	to := w.cache.holeTo(s.end, s.end+min(n, w.limit(i)-s.end))
	planned := span{s.end, to}
	s.end = to
	w.join(i)
	return planned
}

// join makes stretch i one with the next if they touch.
func (w *window) join(i int) {
	if i+1 >= len(w.stretches) || w.stretches[i].end < w.stretches[i+1].start {
		return
	}
	s, next := &w.stretches[i], w.stretches[i+1]
	s.end, s.head = next.end, max(s.head, next.head)
	s.sequential = s.sequential || next.sequential
	s.presumed = s.presumed || next.presumed
	s.used = max(s.used, next.used)
	w.stretches = slices.Delete(w.stretches, i+1, i+2)
}
