package strategies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// DefaultResumes is how often in a row a broken stream is reopened where
// WithResumes says nothing. It is chosen: the AWS SDK makes 3 attempts at a
// request, and a break and its end should fit between the first and the last.
const DefaultResumes = 3

// resumeCredit is how many bytes a stream must have delivered since it last broke
// to have all its reopenings before it again. It is chosen: small enough for a
// stream that a store hangs up on whenever it has been idle for seconds (as a slow
// uploader leaves it), and a bound all the same, of so many breaks a MiB.
const resumeCredit = 1 << 20

// Resuming returns a Source whose streams survive that src's break: one that fails
// or ends too soon is closed and opened again where it stopped, for the rest of
// what was asked for. The AWS SDK tries requests again, but not once a reply's body
// has begun. Every reader of this package does this to its source by itself;
// [WithResumes], the one option heeded, turns it off or up.
//
// A stream is reopened at most so many times in a row, at once the first time and
// after pauses that double from about 100 ms then, which the stream's context cuts
// short. One that has delivered a MiB since it last broke starts to count anew.
// Reopening waits for the next Read that needs it, so that nobody pays for a stream
// that is parked. An Open that fails is tried again within the same bound, if it
// was not the first (to try that one again is src's business) and its error does
// not wrap [ErrChanged]: then there is nothing to go on with.
//
// Streams deliver what was asked for and no more, even where src's do, and io.EOF
// only after it. Their last error wraps the last cause, io.ErrUnexpectedEOF for a
// stream that ended too soon.
func Resuming(src Source, opts ...Option) Source {
	most := NewConfig(opts...).Resumes
	if most == 0 {
		return src
	}
	return &resuming{src, most}
}

type resuming struct {
	Source
	most int
}

var _ Source = (*resuming)(nil)

func (r *resuming) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	stream, err := r.Source.Open(ctx, off, length)
	if err != nil {
		return nil, err
	}
	rest := r.Size() - off
	if length >= 0 {
		rest = min(rest, length)
	}
	return &resumable{src: r, ctx: ctx, pos: off, rest: max(rest, 0), open: length < 0, stream: stream}, nil
}

// resumable is a stream that is many, one after the other.
type resumable struct {
	src  *resuming
	ctx  context.Context
	pos  int64 // of the next byte
	rest int64 // bytes still to come
	open bool  // asked for without a length

	stream io.ReadCloser // nil: none, it broke
	breaks int           // in a row
	credit int64         // bytes since the last of them
	err    error         // why it broke; once it is final, what every Read returns
	final  bool
}

func (s *resumable) Read(p []byte) (int, error) {
	if s.rest == 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), s.rest)]
	for !s.final {
		if s.stream == nil && !s.reopen() {
			continue
		}
		n, err := s.stream.Read(p)
		if n < 0 || n > len(p) {
			s.err, s.final = errBadCount, true // nobody knows where it stands
			break
		}
		s.advance(int64(n))
		switch {
		case s.rest == 0 && err != nil:
			return n, io.EOF // whatever came after the last byte
		case err == nil:
			return n, nil
		}
		s.broke(err)
		if n > 0 {
			return n, nil
		}
	}
	return 0, s.err
}

func (s *resumable) advance(n int64) {
	s.pos, s.rest = s.pos+n, s.rest-n
	if s.credit += n; s.credit >= resumeCredit {
		s.breaks = 0
	}
}

// broke closes the stream and decides whether there will be another.
func (s *resumable) broke(err error) {
	if s.stream != nil {
		s.drop()
	}
	s.breaks++
	s.credit = 0
	switch err = notEOF(err); {
	case s.ctx.Err() != nil || errors.Is(err, ErrChanged):
		s.err, s.final = err, true
	case s.breaks > s.src.most:
		s.err, s.final = fmt.Errorf("at byte %d, after reopening %d times: %w", s.pos, s.src.most, err), true
	default:
		s.err = err
	}
}

// reopen opens the next stream, or counts as a break.
func (s *resumable) reopen() bool {
	if err := pause(s.ctx, backoff(s.breaks, s.pos)); err != nil {
		s.err, s.final = err, true
		return false
	}
	length := s.rest
	if s.open {
		length = -1
	}
	stream, err := s.src.Source.Open(s.ctx, s.pos, length)
	if err != nil {
		s.broke(err)
		return false
	}
	s.stream = stream
	return true
}

func (s *resumable) drop() error {
	stream := s.stream
	s.stream = nil
	return stream.Close()
}

// Close implements [io.Closer].
func (s *resumable) Close() error {
	if s.stream == nil {
		return nil // the broken one is closed already
	}
	return s.drop()
}

const (
	firstBackoff = 100 * time.Millisecond
	maxBackoff   = 5 * time.Second
)

// backoff is the pause before a stream that broke so many times in a row is opened
// again at pos: none the first time, for most streams break because they were idle
// or their server was replaced. Up to half of it is taken off, as pos says, so that
// streams that broke together do not come back together, and do so the same way
// every time.
func backoff(breaks int, pos int64) time.Duration {
	if breaks <= 1 {
		return 0
	}
	d := min(firstBackoff<<min(breaks-2, 16), maxBackoff)
	const golden = 0x9e3779b97f4a7c15 // spreads neighbours over all of 64 bits
	share := (uint64(pos) + uint64(breaks)) * golden >> 54
	return d - d/2*time.Duration(share)/1024
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
