package strategies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// newRow is how many bytes after a break the next one counts as the first again.
// It is chosen: large against what a store sends that fails on every request,
// and small enough that the attempts spent grow with the bytes that arrive.
const newRow = 1 << 20

// resumed is one stream to its user and, one after another, several of src.
type resumed struct {
	src   *resuming
	ctx   context.Context
	toEnd bool // asked for without naming its end, and asked for like that again

	stream   io.ReadCloser
	shut     bool // stream is closed: it broke, or the user closed it
	pos, end int64
	err      error // returned by every Read from now on

	broke  int64 // where it last did, or began
	breaks int   // in this row
	first  error // cause of the row's first break
}

var errStreamClosed = fmt.Errorf("strategies: resuming: stream is closed: %w", fs.ErrClosed)

// Read implements [io.Reader].
func (s *resumed) Read(p []byte) (int, error) {
	if left := s.end - s.pos; int64(len(p)) > left {
		p = p[:left:left]
	}
	for s.err == nil && len(p) > 0 {
		if s.shut && !s.reopen() {
			continue
		}
		n, err := s.stream.Read(p)
		if n = s.took(n, len(p), err); n > 0 || err == nil {
			return n, s.err
		}
	}
	return 0, s.err
}

// took accounts for n of at most size bytes that came, with the stream's error if
// there was one, and returns how many there are. What broke is reopened by the
// next Read: the user may have all it wants.
func (s *resumed) took(n, size int, err error) int {
	if n < 0 || n > size {
		s.giveUp("read", errBadCount)
		return 0
	}
	s.pos += int64(n)
	if err != nil {
		s.stopped(err)
	} else if s.pos == s.end {
		s.err = io.EOF
	}
	return n
}

// stopped decides what follows from a stream's error.
func (s *resumed) stopped(err error) {
	switch {
	case s.pos == s.end: // nothing to resume, and not ours to hide: it may be a checksum's
		s.err = err
	case s.ctx.Err() != nil:
		s.giveUp("read", context.Cause(s.ctx))
	default:
		s.close()
		s.count(err)
	}
}

// count counts a break and ends the stream if it was one too many.
func (s *resumed) count(err error) {
	if s.pos-s.broke >= newRow {
		s.breaks, s.first = 0, nil
	}
	s.broke = s.pos
	s.breaks++
	changed := errors.Is(err, ErrChanged)
	err = notEOF(err)
	if s.breaks == 1 {
		s.first = err
	}
	if changed || s.breaks > s.src.max {
		s.giveUp("resume", s.spent(err))
	}
}

// spent words the last cause, and the first where that tells more.
func (s *resumed) spent(last error) error {
	tried := fmt.Sprintf("gave up after %d attempts", s.breaks-1)
	if s.breaks == 2 {
		tried = "gave up after 1 attempt"
	}
	if s.first.Error() == last.Error() {
		return fmt.Errorf("%s: %w", tried, last)
	}
	return fmt.Errorf("%s: %w (at first: %w)", tried, last, s.first)
}

// reopen opens a stream at pos, when it is time to. It reports whether there is
// one; if not, that was another break, or err is set.
func (s *resumed) reopen() bool {
	if err := sleep(s.ctx, pauseBefore(s.breaks, s.pos)); err != nil {
		s.giveUp("resume", err)
		return false
	}
	length := int64(-1)
	if !s.toEnd {
		length = s.end - s.pos
	}
	stream, err := s.src.Source.Open(s.ctx, s.pos, length)
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
