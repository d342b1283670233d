package strategies

import (
	"context"
	"io"
	"sync/atomic"
	"time"
)

// Resuming is src with streams that outlive their connection. A stream that
// breaks in mid-body, with an error or by ending before all that was asked for
// has come, is closed and opened again where it stopped, to the same end. So is one
// that brings nothing while it is waited for, from its opening on ([WithStall]). The
// AWS SDK does neither: it sends a request again, but not once its body has
// begun, and waits for a byte without end.
//
// Trying is bounded where it brings nothing, by [WithOutage] and [WithResumes]. A
// row of breaks ends with the first byte that arrives: then the budget is full
// again. So a stream that the store ends whenever it is idle, or every 512 KiB,
// survives a copy of any length, and one that delivers nothing outlasts an outage of
// 10 s before it fails. The first reopening of a row comes at once, the second
// after at most 100 ms, then twice that, and so on up to 20 s or the outage's end; the
// context ends the wait. A reopening that fails is one more break, except that
// a permanent error ends the stream at once: [ErrChanged], since what is left belongs
// to another object; one that says so itself (RetryableError() bool); and the reply
// of a store that will say the same again (HTTPStatusCode() int: 401, 403, 404, 410,
// 412 and 416).
//
// Trying without progress is bounded for all streams together. Once a stream has been
// given up and no byte has arrived in any since it broke, a break is not resumed
// until one does: those who call then make one request each.
//
// Open passes on what src's Open returns, unless it does not return in time: to send a
// request again before there is a body is the source's business. The error of a stream
// that is given up wraps the causes of the last break and of the first in its row, and
// says where and after how many attempts. io.EOF comes only when all that was asked for
// has been delivered, and no byte after it. What the stream says after the last byte
// that was asked of it is read too, one byte more at most: an error there, as that of a
// checksum, or silence, is returned as it is, without the bytes of that Read. An
// impossible byte count from a stream ends it for good: it is not known where it
// stopped.
//
// Nothing is copied, and a Read allocates nothing unless it has to resume. A
// broken stream is closed before the next is opened, so that one stream of a
// Resuming Source is at most one of src.
//
// With WithResumes(0) Resuming returns src, and a Source that resumes already is
// returned as it is. The readers of this package put it around theirs.
func Resuming(src Source, opts ...Option) Source {
	c := NewConfig(opts...)
	if c.Resumes == 0 {
		return src
	}
	return watch(src, c)
}

// watch is Resuming, also where nothing is to be resumed: then streams that break
// are at their end, and what comes after the last byte is read nevertheless.
func watch(src Source, c Config) Source {
	if _, already := src.(*resuming); already {
		return src
	}
	return &resuming{Source: src, max: c.Resumes, outage: c.Outage, stall: c.Stall}
}

// endless is a source that ignores how much it is asked for: its streams run to the
// object's end.
type endless interface{ endless() }

type resuming struct {
	Source
	max    int           // reopenings in a row
	outage time.Duration // that they have to outlast
	stall  time.Duration // that a stream may be silent

	arrived atomic.Uint64 // Reads of all streams that brought bytes
	spent   atomic.Uint64 // arrived + 1, when the row began for which a stream was given up
}

var _ Source = (*resuming)(nil)

// Open implements [Source].
func (r *resuming) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	stream, stalled, err := openTimed(ctx, r.Source, off, length, r.stall)
	if err != nil && !stalled {
		return nil, err
	}
	s := &resumed{src: r, ctx: ctx, stream: stream, shut: err != nil, toEnd: length < 0, pos: off, end: r.Size(), broke: off}
	if err != nil { // the source has not answered: that is a break, and the first Read resumes it
		if s.count(err); s.err != nil {
			return nil, s.err
		}
	}
	if length >= 0 && length < s.end-off {
		s.end = off + length
	}
	if s.pos >= s.end {
		s.pos, s.err = s.end, io.EOF
	}
	_, longer := r.Source.(endless)
	s.last = s.end == r.Size() || !longer
	return s, nil
}

// futile tells that a stream was given up, and that no byte has arrived in any since it
// broke: once one does, it is worth trying again.
func (r *resuming) futile() bool { return r.spent.Load() == r.arrived.Load()+1 }
