package strategies

import (
	"cmp"
	"math"
	"slices"
)

// window is the policy of [Readahead]: from the reads it is told of, it decides
// which spans to fetch, in which order, and which blocks to drop. It does no I/O,
// knows no time and is not safe for concurrent use. Who reads does not matter: all
// callers are one.
//
// A sequential run is a span of the object that was planned without a gap, from
// where a read began that nothing had predicted. In the pictures, # is read, = is
// in memory or on its way, . is not fetched, and --- is the read at hand:
//
//	from                     head              to
//	  |######|====|####|======|================>|........
//	   part 1      part 2      fetched ahead      the next span
//
// Only the end of a run moves. The rules:
//
//  1. A hit is a read that begins in a run, where the block is in memory or on its
//     way, or at its end. It moves head. If it begins at head or at a byte that has
//     arrived, the run is sequential from then on. One caller that reads from front
//     to back makes one run, and so do the workers of an uploader, whose parts lie
//     side by side.
//  2. A miss is any other read. It begins a run at its block. It may be that of a
//     worker at the beginning of a part if it is at 0, or at a multiple of partUnit
//     and as long as a copy's buffer. If not, its run is tentative until a read goes
//     further in it.
//  3. A run at 0 is presumed to be the beginning of a copy. So is the run of the first
//     read of all, if that may begin a part: the worker of the first part may not be
//     the first to read. If it is near 0, a run at 0 begins as well.
//  4. The end of a run may be ahead of its head, as far as there is memory, by
//     - maxAhead, if it is sequential;
//     - what is left of 10 first from its start, if it is presumed;
//     - 0, if it is tentative;
//     - first, before any byte has arrived: several workers begin together;
//     - 0 otherwise: what is being read and no more.
//  5. The next span planned is that of the run whose end is least ahead of its head.
//  6. Spans are first long, and twice that once the run has 8 of them, but at most
//     most. Callers begin where parts do: if first divides the parts of an uploader,
//     none of them waits for a span from its middle on. In a tentative run a span is
//     as long as the read, or probe: one who reads at random, near the end
//     of an archive or a table, must not fetch what is not wanted.
//  7. Runs do not overlap. A run whose end reaches the next run is merged with it.
//  8. More than missLimit misses without a hit are random access: the window is
//     reset. What was fetched ahead in runs that are not sequential is dropped, and
//     maxAhead is 0: a read costs its own blocks. With the next sequential run
//     maxAhead is first, and doubles whenever that much has been read in sequence;
//     above 10 first it is unlimited again.
//
// The spans of a run, in units of first:
//
//	0                            8      10
//	|1|1|1|1|1|1|1|1|   2   |   2   |   2   | ...
type window struct {
	size      int64 // of the object
	first     int64 // bytes of a run's first spans, whole blocks
	most      int64 // bytes of a span at most, whole blocks
	missLimit int
	probe     int64 // bytes of a span in a tentative run, whole blocks, unless a read is longer
	partUnit  int64 // what parts begin at multiples of
	copied    int64 // bytes of the least buffer of a copy
	early     int   // requests at once, at most, while a run is shorter than 10 first
	late      int   // and for a longer one
	cache     *blocks

	maxAhead int64 // bytes that a sequential run may be ahead of its head
	progress int64 // bytes read in sequence since maxAhead was doubled
	misses   int   // since the last hit
	reads    int64 // so far, this one included
	runs     []run // apart from each other, by from
}

// run is a sequential run. Its span begins and ends at a block's border or at the
// object's end.
type run struct {
	span
	head       int64 // end of the furthest read, which may be past to
	sequential bool  // a read has continued it
	presumed   bool  // to be the beginning of a copy
	tentative  bool  // it may be one read at random: none has gone further in it
	lastRead   int64 // window.reads, when it was last read
}

const (
	unlimited = math.MaxInt64
	// presumedSpans is what the beginning of a copy is worth, in units of first.
	presumedSpans = 10

	// In blocks: a tentative span is 512 KiB, which costs the store no more than the
	// request does; parts begin at whole MiB; the buffer of io.Copy, with which net/http
	// sends a body, is 32 KiB, a quarter of a block.
	probeBlocks    = 4
	partUnitBlocks = 8
	copiedFraction = 4
)

// newWindow makes a window over what cache holds, for a reader of that many streams.
// Its spans are first long to begin with, most at most.
func newWindow(cache *blocks, first, most int64, streams int) *window {
	return &window{
		size: cache.size, first: first, most: most, cache: cache, maxAhead: unlimited,
		missLimit: streams, early: streams/2 + 1, late: max(streams/4, 1),
		probe: min(first, probeBlocks*cache.unit), partUnit: partUnitBlocks * cache.unit, copied: cache.unit / copiedFraction,
	}
}

// record notes a read, which is not empty. It returns the spans to drop, except for
// blocks that a caller waits for.
func (w *window) record(read span) (drop []span) {
	w.reads++
	w.cache.bytesRead += read.len()
	i := w.find(w.cache.floor(read.from))
	if i < 0 || read.from < w.runs[i].to && w.cache.at(read.from) == nil {
		return w.miss(read)
	}
	w.hit(&w.runs[i], read)
	return nil
}

// hit continues a run:
//
//	from        head        to
//	  |##########|==========>|........     in sequence: at head, or at bytes that
//	       |---|  |---|                    have arrived
//	                       |---|
//
// A read whose first byte is still on its way may be that of another worker at the
// beginning of a part. It moves head, and shows nothing of a sequence.
func (w *window) hit(r *run, read span) {
	r.lastRead = w.reads
	w.misses = 0
	if read.from == 0 {
		r.presumed, r.tentative = true, false
	}
	further := read.to > r.head || !r.tentative // to read the same again is no sequence
	if further && (read.from == r.head || w.cache.arrived(read.from)) {
		w.confirm(r, read.to-max(r.head, read.from))
	}
	r.head = max(r.head, read.to)
}

// confirm notes that n more bytes of the run were read in sequence; n may be
// negative where it was read before.
func (w *window) confirm(r *run, n int64) {
	if !r.sequential {
		r.sequential, r.tentative = true, false
		w.maxAhead = max(w.maxAhead, w.first)
	}
	if w.maxAhead == unlimited || n <= 0 {
		return
	}
	if w.progress += n; w.progress < w.maxAhead {
		return
	}
	w.progress = 0
	if w.maxAhead *= 2; w.maxAhead > presumedSpans*w.first {
		w.maxAhead = unlimited
	}
}

// miss begins a run at the block of a read that no run predicted:
//
//	|####|===>|...............|###|==>|...     outside of all runs
//	                |---|
//
//	|#######|.....|===>|......                 in a run, in blocks that were dropped
//	          |-|
//
// and a run at 0 if this is the first read of all and near 0:
//
//	0                             10 first
//	|>|............|>|..............|..........
//	                |---|
func (w *window) miss(read span) (drop []span) {
	start := w.cache.floor(read.from)
	i := w.begin(start, read.to)
	switch {
	case read.from == 0:
		w.runs[i].presumed = true
	case !w.beginsPart(read):
		w.runs[i].tentative = true
	case w.reads == 1:
		w.runs[i].presumed = true
		if start < presumedSpans*w.first {
			w.runs[w.begin(0, 0)].presumed = true
		}
	}
	if w.misses++; w.misses > w.missLimit {
		drop = w.reset()
	}
	w.forgetOldest()
	return drop
}

// beginsPart tells whether a read may be the first of an uploader's part. One at random
// is seldom at a whole MiB, and if it is, it is of a page or a header.
func (w *window) beginsPart(read span) bool {
	return read.from%w.partUnit == 0 && read.len() >= w.copied
}

// find returns the run that off lies in or at the end of, or -1.
func (w *window) find(off int64) int {
	i, found := w.search(off)
	if !found {
		i--
	}
	if i >= 0 && off <= w.runs[i].to {
		return i
	}
	return -1
}

// search returns the place of the first run that begins at off or later.
func (w *window) search(off int64) (i int, found bool) {
	return slices.BinarySearchFunc(w.runs, off, func(r run, off int64) int { return cmp.Compare(r.from, off) })
}

// begin makes an empty run at pos for reads up to head, and returns its place. If
// pos lies in a gap of another run, the gap is cut out of that one:
//
//	before  |#######|.....|===>|....
//	after   |######>|>|...|===>|....
//	          left  pos   right
func (w *window) begin(pos, head int64) int {
	r := run{span: span{pos, pos}, head: head, lastRead: w.reads}
	i := w.find(pos)
	if i < 0 {
		i, _ = w.search(pos)
		w.runs = slices.Insert(w.runs, i, r)
		return i
	}
	left, right := w.runs[i], w.runs[i]
	if right.from = w.cache.gap(span{pos, right.to}).to; right.from < right.to {
		right.head = max(right.head, right.from)
		w.runs = slices.Insert(w.runs, i+1, right)
	}
	if left.from == pos {
		w.runs[i] = r
		return i
	}
	left.to, left.head = pos, min(left.head, pos)
	w.runs[i] = left
	w.runs = slices.Insert(w.runs, i+1, r)
	return i + 1
}

// reset gives up all predictions that no read has confirmed. The run of this read
// and the sequential ones stay:
//
//	before  |####|===>|...|#|====>|...|>|.....
//	after   |####|===>|...............|>|.....     and maxAhead = 0
//	        sequential      dropped    this read
func (w *window) reset() (drop []span) {
	if w.maxAhead == 0 {
		return nil
	}
	w.maxAhead, w.progress = 0, 0
	w.runs = slices.DeleteFunc(w.runs, func(r run) bool {
		if r.sequential || r.lastRead == w.reads {
			return false
		}
		if unread := (span{w.cache.floor(r.head), r.to}); unread.from < unread.to {
			drop = append(drop, unread)
		}
		return true
	})
	return drop
}

// forgetOldest bounds how many runs are remembered.
func (w *window) forgetOldest() {
	if len(w.runs) <= 4*(w.missLimit+1) {
		return
	}
	oldest := 0
	for i, r := range w.runs {
		if r.lastRead < w.runs[oldest].lastRead {
			oldest = i
		}
	}
	w.runs = slices.Delete(w.runs, oldest, oldest+1)
}

// demand plans the span that a caller needs now: want begins in a block that is
// neither in memory nor on its way. The span has at most room bytes, which are a
// block or more.
//
//	|####|===>|...        |####|====|..|==>|...
//	          |---|                  |-|
//	extends its run       begins another in the gap
func (w *window) demand(want span, room int64) span {
	start := w.cache.floor(want.from)
	i := w.find(start)
	if i < 0 || start < w.runs[i].to {
		i = w.begin(start, want.to)
	}
	return w.extend(i, min(w.nextLen(i), room))
}

// ahead plans the next span that no caller waits for, of at most room bytes, while
// so many requests are running.
func (w *window) ahead(room int64, running int) (span, bool) {
	best := -1
	for i := range w.runs {
		r, limit := &w.runs[i], w.limit(i)
		if r.to < limit { // past the blocks of a run that was forgotten
			r.to = min(w.cache.heldTo(r.to), limit)
		}
		if r.to == limit || r.to-r.head >= w.allowed(*r) || running >= w.requests(*r) {
			continue
		}
		if best < 0 || r.to-r.head < w.runs[best].to-w.runs[best].head {
			best = i
		}
	}
	if best < 0 {
		return span{}, false
	}
	n := w.nextLen(best)
	if n > room {
		return span{}, false
	}
	return w.extend(best, n), true
}

// allowed is how many bytes the run's end may be ahead of its head.
func (w *window) allowed(r run) int64 {
	switch {
	case r.sequential:
		return w.maxAhead
	case r.presumed: // from its start
		return min(w.maxAhead, max(0, presumedSpans*w.first-(r.head-r.from)))
	case r.tentative:
		return 0
	case !w.cache.begun: // one of several workers who begin together
		return min(w.maxAhead, w.first)
	default:
		return 0 // no further than what is being read
	}
}

// requests is how many may be running when the run wants another: more where it
// begins, for an uploader waits for that; fewer then, because every connection more
// is one that has to start slowly, and that the uploader may have to use next, in
// the other direction.
func (w *window) requests(r run) int {
	if r.len() < presumedSpans*w.first {
		return w.early
	}
	return w.late
}

// limit is where run i can grow to.
func (w *window) limit(i int) int64 {
	if i+1 < len(w.runs) {
		return w.runs[i+1].from
	}
	return w.size
}

// nextLen is the length of the next span of run i. A short rest before the limit is
// not worth a request of its own, and goes with the span before it:
//
//	|======>|   first   |rest|limit      one span, if rest < first/2
//	|======>|   2·first   |   rest   |   one span, if rest < 2·first
func (w *window) nextLen(i int) int64 {
	r := w.runs[i]
	if w.maxAhead == 0 { // what is being read and no more
		return min(max(w.cache.ceil(r.head)-r.to, w.cache.unit), w.most)
	}
	n := w.first
	if r.tentative {
		return min(n, max(w.cache.ceil(r.head)-r.to, w.probe))
	}
	if r.len() >= 8*w.first {
		n *= 2
	}
	n = min(n, w.most)
	short := n / 2
	if n > w.first { // there is time for a longer one
		short = n
	}
	if left := w.limit(i) - r.to; left < n+short {
		n = left
	}
	return n
}

// extend moves the end of run i by n bytes, or up to the next block that is there
// already, and merges it with the next run if they touch:
//
//	before  |####|===>|...|####|==>|...
//	after   |####|=====================>|...     head is that of the second
func (w *window) extend(i int, n int64) span {
	r := &w.runs[i]
	planned := w.cache.gap(span{r.to, r.to + min(n, w.limit(i)-r.to)})
	r.to = planned.to
	if i+1 < len(w.runs) && r.to == w.runs[i+1].from {
		next := w.runs[i+1]
		r.to, r.head = next.to, max(r.head, next.head)
		r.sequential = r.sequential || next.sequential
		r.presumed = r.presumed || next.presumed
		r.tentative = r.tentative && next.tentative
		r.lastRead = max(r.lastRead, next.lastRead)
		w.runs = slices.Delete(w.runs, i+1, i+2)
	}
	return planned
}
