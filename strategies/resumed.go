package strategies

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// leastAttempts are made in a row however long each of them takes: where a reopening
// hangs for longer than an outage lasts, one attempt would be all. It is chosen.
const leastAttempts = 3

// resumed is one stream to its user and, one after another, several of src.
type resumed struct {
	src   *resuming
	ctx   context.Context
	toEnd bool // asked for without naming its end, and asked for like that again

	stream   *timed
	shut     bool // stream is closed: it broke, or the user closed it
	pos, end int64
	last     bool    // end is the last byte that was asked of stream
	extra    [1]byte // what comes after it, which is not wanted
	err      error   // returned by every Read from now on

	broke   int64     // where it last did, or began
	breaks  int       // in this row: without a byte between them
	first   error     // cause of the row's first break
	latest  error     // and of its last
	arrived uint64    // src.arrived when the row began
	since   time.Time // when it was first reopened in this row
}

var errStreamClosed = fmt.Errorf("strategies: resuming: stream is closed: %w", fs.ErrClosed)

// Read implements [io.Reader]. An error but io.EOF never comes with bytes: that of
// a break is the next Read's, if anyone wants more, and the bytes that one spoils
// which comes after the last byte are not delivered.
func (s *resumed) Read(p []byte) (int, error) {
	if left := s.end - s.pos; int64(len(p)) > left {
		p = p[:left:left]
	}
	for s.err == nil && len(p) > 0 {
		if s.shut && !s.reopen() {
			continue
		}
		n, err := s.stream.Read(p)
		switch n = s.took(n, len(p), err); {
		case n > 0 && s.err != io.EOF:
			return n, nil
		case n > 0 || err == nil:
			return n, s.err
		}
	}
	return 0, s.err
}

// took accounts for n of at most size bytes that came, with the stream's error if
// there was one, and returns how many of them are good. What broke is reopened by
// the next Read: the user may have all it wants.
func (s *resumed) took(n, size int, err error) int {
	if n < 0 || n > size {
		s.giveUp("read", errBadCount)
		return 0
	}
	if n > 0 {
		s.src.arrived.Add(1)
	}
	if s.pos+int64(n) == s.end {
		return s.finish(n, err)
	}
	s.pos += int64(n)
	if err != nil {
		s.stopped(err)
	}
	return n
}

// finish accounts for the last n bytes. There is nothing to resume after them, but
// an error there is not to be hidden: checksums are known, and compared, at the
// stream's end.
func (s *resumed) finish(n int, err error) int {
	switch {
	case !s.last: // the stream stands in mid-object, and will not be used again
		err = nil
	case err == nil:
		err = s.readOn()
	}
	if err != nil && err != io.EOF {
		s.close()
		s.err = err
		return 0
	}
	s.pos, s.err = s.end, io.EOF
	return n
}

// readOn reads the end of the stream, or one byte: then it ignores the length that
// it was opened with, and is not drained.
func (s *resumed) readOn() error {
	for range maxEmptyReads {
		switch n, err := s.stream.Read(s.extra[:]); {
		case n < 0 || n > len(s.extra):
			return errBadCount
		case n > 0:
			return nil
		case err != nil:
			return err
		}
	}
	return io.ErrNoProgress
}

// stopped decides what follows from a stream's error.
func (s *resumed) stopped(err error) {
	switch {
	case s.ctx.Err() != nil:
		s.giveUp("read", context.Cause(s.ctx))
	default:
		s.close()
		s.count(err)
	}
}

// count counts a break and ends the stream if it was one too many.
func (s *resumed) count(err error) {
	progress := s.pos > s.broke
	if progress {
		s.breaks = 0
	}
	s.broke = s.pos
	s.breaks++
	s.latest = notEOF(err)
	if s.breaks == 1 {
		s.first, s.arrived = s.latest, s.src.arrived.Load()
	}
	switch {
	case s.src.max == 0: // there is nothing to say but what the stream said
		s.err = s.latest
	case permanent(err):
		s.endRow()
	case s.breaks > s.src.max, !progress && s.src.futile(), s.outlasted():
		s.spend()
	}
}

// outlasted tells that the store has had its time to come back.
func (s *resumed) outlasted() bool {
	return s.breaks > leastAttempts && time.Since(s.since) >= s.src.outage
}

// pause is how long to wait before the next attempt. The last one comes right after
// an outage that the stream is to outlast, and not long after.
func (s *resumed) pause() time.Duration {
	d := pauseBefore(s.breaks, s.pos)
	if s.breaks == 1 {
		s.since = time.Now()
	}
	if left := s.src.outage - time.Since(s.since); left > 0 {
		d = min(d, left+pauseBefore(2, s.pos))
	}
	return d
}

// spend ends the stream for want of progress. If there was none in other streams
// either, theirs end at their next break.
func (s *resumed) spend() {
	if s.src.arrived.Load() == s.arrived {
		s.src.spent.Store(s.arrived + 1) // no byte after that is overlooked
	}
	s.endRow()
}

// endRow ends the stream with the last cause, and the first where that tells more.
func (s *resumed) endRow() {
	attempts := s.breaks - 1
	if attempts == 0 {
		s.giveUp("read", s.latest)
		return
	}
	tried := fmt.Sprintf("gave up after %d attempts", attempts)
	if attempts == 1 {
		tried = "gave up after 1 attempt"
	}
	if s.first.Error() == s.latest.Error() {
		s.giveUp("resume", fmt.Errorf("%s: %w", tried, s.latest))
		return
	}
	s.giveUp("resume", fmt.Errorf("%s: %w (at first: %w)", tried, s.latest, s.first))
}

// reopen opens a stream at pos, when it is time to. It reports whether there is
// one; if not, that was another break, or err is set.
func (s *resumed) reopen() bool {
	if err := sleep(s.ctx, s.pause()); err != nil {
		s.giveUp("resume", err)
		return false
	}
	if s.breaks > 1 && s.src.futile() { // while this one waited
		s.endRow()
		return false
	}
	length := int64(-1)
	if !s.toEnd {
		length = s.end - s.pos
	}
	stream, _, err := openTimed(s.ctx, s.src.Source, s.pos, length, s.src.stall)
	if err == nil {
		s.stream, s.shut = stream, false
	}
	switch {
	case s.ctx.Err() != nil: // also of a source that missed it
		s.giveUp("resume", context.Cause(s.ctx))
	case err != nil:
		s.count(err)
	}
	return !s.shut
}

func (s *resumed) giveUp(op string, err error) {
	s.close()
	s.err = fmt.Errorf("strategies: resuming: %s from byte %d: %w", op, s.pos, err)
}

// Close implements [io.Closer].
func (s *resumed) Close() error {
	s.err = errStreamClosed
	return s.close()
}

func (s *resumed) close() error {
	if s.shut {
		return nil
	}
	s.shut = true
	return s.stream.Close()
}
