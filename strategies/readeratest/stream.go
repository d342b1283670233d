package readeratest

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// stream delivers a range of the fault source's object by its script. Its fields
// are guarded by the source's mutex: two goroutines in one stream are a finding, not
// a data race of the suite's.
type stream struct {
	src *faultSource
	ctx context.Context
	id  int // from 1, in the order of opening
	end int64

	pos       int64
	delivered int
	reads     int
	inside    int   // goroutines in Read
	broken    error // returned from then on
	closed    chan struct{}
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	yields, late := s.enter()
	defer s.leave()
	if yields {
		runtime.Gosched()
	}
	what := fmt.Sprintf("Read of stream %d", s.id)
	if !late {
		if err := s.src.pass(s, what); err != nil {
			return 0, err
		}
		return s.take(p)
	}
	n, err := s.take(p)
	if gateErr := s.src.pass(s, what); gateErr != nil {
		return 0, gateErr
	}
	return n, err
}

// enter also looks for other goroutines: io.Reader promises nothing to two callers.
func (s *stream) enter() (yields, late bool) {
	g := s.src
	g.watch.stir()
	g.mu.Lock()
	defer g.mu.Unlock()
	s.inside++
	if s.inside > 1 && g.log.misuse == "" {
		g.log.misuse = fmt.Sprintf("%d goroutines at once in Read of stream %d", s.inside, s.id)
	}
	return g.script.yields, g.holding && g.late
}

func (s *stream) leave() {
	s.src.mu.Lock()
	defer s.src.mu.Unlock()
	s.inside--
}

// take moves bytes into p.
func (s *stream) take(p []byte) (int, error) {
	s.src.mu.Lock()
	defer s.src.mu.Unlock()
	if err := s.stopped(); err != nil {
		return 0, err
	}
	s.reads++
	how := &s.src.script
	if how.pauses && s.reads%2 == 1 {
		return 0, nil
	}
	n := how.portion(int(min(int64(len(p)), s.end-s.pos)), s.reads)
	n, err := s.breakAt(how, n)
	n = copy(p[:n], s.src.content[s.pos:])
	s.pos += int64(n)
	s.delivered += n
	if err == nil && s.pos >= s.end && (n == 0 || how.eofWithData) {
		err = io.EOF
	}
	return n, err
}

// stopped is why the stream delivers no more.
func (s *stream) stopped() error {
	switch {
	case s.isClosed():
		return errClosed
	case s.broken != nil:
		return s.broken
	case s.ctx.Err() != nil && !s.src.script.deaf:
		return context.Cause(s.ctx)
	}
	return nil
}

func (s *stream) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// breakAt cuts n where the script breaks the stream. What is delivered before
// counts from the stream's beginning, or from where it is if it is past that.
func (s *stream) breakAt(how *script, n int) (int, error) {
	if how.breaks == 0 {
		return n, nil
	}
	left := max(how.breakAfter-s.delivered, 0)
	if n < left || n == left && !how.breakLate && left > 0 {
		return n, nil
	}
	how.breaks--
	s.src.log.failed++
	s.broken = how.breakWith
	if how.breakLate || left == 0 {
		return left, s.broken
	}
	return left, nil
}

// Close implements io.Closer. It may be called while a Read waits, which it
// ends, and more than once.
func (s *stream) Close() error {
	defer s.src.watch.stir()
	s.src.mu.Lock()
	defer s.src.mu.Unlock()
	if !s.isClosed() {
		close(s.closed)
		s.src.log.open--
	}
	return nil
}
