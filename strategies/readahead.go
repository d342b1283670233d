package strategies

import "sync"

// DefaultMemory is the bound on memory where WithMemory sets none: twice what the
// larger of the AWS SDK's two uploaders has in flight by default, 5 workers with
// parts of 8 MiB. So the next parts can come while the last are being sent.
const DefaultMemory = 2 * 5 * 8 << 20

// MinMemory is the least bound that WithMemory takes: a block for each of 8
// callers.
const MinMemory = 8 * blockSize

const (
	// blockSize is the unit of memory.
	blockSize = 128 << 10
	// firstSpan is the length of the first requests: half a part of the SDK's manager,
	// whose 5 workers begin at multiples of 5 MiB. Eight of them are the 16 MiB that
	// its transfermanager reads before it sends anything (MultipartUploadThreshold),
	// and they are few enough for two requests a part at most.
	firstSpan = 20 * blockSize
)

// Readahead fetches ahead of callers that read in sequence, several ranges at a
// time, and keeps what it fetched in blocks until it is read. All callers share the
// blocks: each is fetched once, however many want it. The policy is in window.go: the
// ranges are exact, short where a copy begins and longer later.
//
// What one read costs that is followed by no other depends on where it is:
//
//   - At offset 0 it may be the beginning of a copy, and 25 MiB are risked on it, or
//     what there is of the object and memory: up to 10 ranges. So they are on the first
//     read of all if it looks like that of an uploader's part, which is to begin at a
//     whole MiB and to be 32 KiB long or longer; and once more at 0 if it is below 25
//     MiB.
//   - A later read that looks like that of a part costs 2.5 MiB, and 5 MiB where it
//     comes before the first byte of the object has: several workers begin together.
//   - Any other read costs 512 KiB at most, or what it asks for if that is more, until
//     one goes on from it. So archives and tables can be read from their end.
//
// Callers that go on reading at random get the blocks of 128 KiB that they ask for and
// no more.
//
// Memory is bounded by [WithMemory] and allocated as it is needed; Buffered tells
// how much there is. Callers wait rather than exceed it. They wait for blocks on
// their way, for memory and for one of the streams, of which there are at most as
// many as [WithStreams] says, and no caller holds one of them while it waits for
// another. For an uploader of w workers with parts of p bytes, 2·w·p bytes keep
// the next parts ready, and 3·w streams fetch them.
//
// A broken stream is resumed where it stopped (see [Resuming]); what cannot be had
// is the error of the calls that wait for it, the next one tries again, and nothing
// is fetched ahead until one has succeeded. No lock is held while bytes move, and
// what waits, waits on a sync.Cond, so that it runs in a testing/synctest bubble.
type Readahead struct {
	base
	streams int

	mu      sync.Mutex // never held while a stream is opened, read or closed, or bytes are copied
	cache   *blocks
	window  *window
	running map[*fetch]struct{}
	queue   []*waiter // callers that wait for memory or a stream, longest first
	failing bool      // the last fetch that ended failed
	fetches sync.WaitGroup
}

var _ Reader = (*Readahead)(nil)

// NewReadahead returns a Readahead over src. It opens nothing before the first
// ReadAt. Of the options it heeds [WithMemory], [WithStreams], [WithResumes],
// [WithOutage], [WithStall] and [WithContext].
func NewReadahead(src Source, opts ...Option) *Readahead {
	return newReadahead(src, blockSize, firstSpan, opts...)
}

func newReadahead(src Source, unit, first int64, opts ...Option) *Readahead {
	c := NewConfig(opts...)
	r := &Readahead{base: newBase("readahead", src, c), streams: c.Streams, running: make(map[*fetch]struct{})}
	r.cache = newBlocks(r.size, unit, c.Memory)
	// A sixth of the memory at most, so that one is read while others are fetched.
	most := max(r.cache.floor(c.Memory/6), unit)
	r.window = newWindow(r.cache, min(first, most), most, c.Streams)
	r.closeWithContext(c.Context, r)
	return r
}

// Buffered is how many bytes of memory the reader has allocated for blocks.
func (r *Readahead) Buffered() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cache.bytes()
}

// ReadAt implements [io.ReaderAt]; see [Reader].
func (r *Readahead) ReadAt(p []byte, off int64) (int, error) {
	return r.readAt(p, off, r.readBlocks)
}

func (r *Readahead) readBlocks(p []byte, off int64) (n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	read := span{off, off + int64(len(p))}
	for _, s := range r.window.record(read) {
		r.drop(s)
	}
	for n < len(p) {
		m, op, err := r.readBlock(p[n:], span{off + int64(n), read.to})
		n += m
		if err != nil {
			return n, r.fail(op, off, len(p), err)
		}
	}
	r.fetchAhead() // into the memory that this call has freed
	return n, nil
}

// readBlock copies what one block has of want to p, and waits until it has it all.
// The lock is held on entry and on return.
func (r *Readahead) readBlock(p []byte, want span) (n int, op string, err error) {
	b := r.acquire(want)
	if b == nil {
		return 0, "read", ErrClosed
	}
	defer r.release(b)
	r.fetchAhead() // before waiting
	at := int(want.from - b.from)
	end := int(min(want.to, b.to) - b.from)
	f := b.fetch
	for b.have < end && !f.ended && !r.closed() {
		f.more.Wait()
	}
	if have := min(b.have, end); have > at {
		buf := b.buf[at:have]
		r.mu.Unlock()
		n = copy(p, buf)
		r.mu.Lock()
	}
	b.read = b.read || at+n == len(b.buf)
	if at+n < end { // f has failed; or r is closed, which the next block tells
		return n, f.op, f.err
	}
	return n, "", nil
}

// waiter is a caller who waits for a block that no fetch brings yet.
type waiter struct {
	want   span
	block  *block // pinned for the caller
	served sync.Cond
}

// acquire pins the block that want begins in, and first waits, if need be, for a
// fetch to bring it. It returns nil when the reader is closed.
func (r *Readahead) acquire(want span) *block {
	if r.closed() {
		return nil
	}
	if b := r.cache.at(want.from); b != nil {
		r.cache.pin(b)
		return b
	}
	w := &waiter{want: want}
	w.served.L = &r.mu
	r.queue = append(r.queue, w)
	r.serve()
	for w.block == nil && !r.closed() {
		w.served.Wait()
	}
	return w.block
}

// release ends the use of a block.
func (r *Readahead) release(b *block) {
	if r.cache.unpin(b) {
		r.serve()
	}
}

// serve gives memory and streams to the callers that wait, FIFO, as long as the
// first of them can have both; a caller whose block is there by now needs neither.
// The block is pinned before the caller runs: which of them the scheduler wakes
// first makes no difference.
func (r *Readahead) serve() {
	waiting := r.queue[:0]
	for _, w := range r.queue {
		if r.cache.at(w.want.from) == nil && len(waiting) == 0 && len(r.running) < r.streams && !r.closed() {
			if room := r.cache.demandRoom(); room > 0 {
				r.start(r.window.demand(w.want, room))
			}
		}
		if w.block = r.cache.at(w.want.from); w.block == nil {
			waiting = append(waiting, w)
			continue
		}
		r.cache.pin(w.block)
		w.served.Signal()
	}
	clear(r.queue[len(waiting):])
	r.queue = waiting
}

// fetchAhead starts what the window plans, as long as no caller waits for what it
// would use. An eighth of the memory, and the streams that the window leaves, are
// for callers to come.
func (r *Readahead) fetchAhead() {
	kept := int64(max(r.cache.limit/8, 1)) * r.cache.unit
	for len(r.running) < r.streams && len(r.queue) == 0 && !r.failing && !r.closed() {
		s, ok := r.window.ahead(r.cache.room()-kept, len(r.running))
		if !ok {
			return
		}
		r.start(s)
	}
}

// drop evicts the blocks of s that no caller waits for, and cancels the fetches of
// which no other block is missing.
func (r *Readahead) drop(s span) {
	unwanted := make(map[*fetch]int)
	var fetches []*fetch // in order: a map's would differ from run to run
	for at := range r.cache.split(s) {
		b := r.cache.at(at.from)
		switch {
		case b == nil || b.pins > 0:
		case b.whole():
			r.cache.evict(b)
		default:
			if unwanted[b.fetch]++; unwanted[b.fetch] == 1 {
				fetches = append(fetches, b.fetch)
			}
		}
	}
	for _, f := range fetches {
		if missing := f.missing(); len(missing) == unwanted[f] {
			f.dropped = true
			f.cancel()
			for _, b := range missing {
				r.cache.forget(b)
			}
		}
	}
	r.serve()
}

// Close implements [io.Closer]; see [Reader]. It returns after all fetches, which
// it cancels, have ended, and gives the memory back.
func (r *Readahead) Close() error {
	r.shut()
	r.mu.Lock()
	for f := range r.running {
		f.more.Broadcast()
	}
	for _, w := range r.queue {
		w.served.Signal()
	}
	r.queue = nil
	r.mu.Unlock()
	r.fetches.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cache.release()
	return nil
}
