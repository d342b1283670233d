package readeratest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// stream delivers a range of the stage's object by its script. Its fields are
// guarded by the stage's mutex: two goroutines in one stream are a finding, not
// a data race of the suite's.
type stream struct {
	stage *stage
	ctx   context.Context
	id    int // from 1, in the order of opening
	end   int64

	pos       int64
	delivered int
	reads     int
	inside    int   // goroutines in Read
	broken    error // said for ever
	closed    chan struct{}
	once      sync.Once
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	how := s.enter()
	defer s.leave()
	if how.yields {
		runtime.Gosched()
	}
	what := fmt.Sprintf("Read of stream %d", s.id)
	if s.stage.isLate() {
		n, err := s.take(p)
		if gateErr := s.stage.pass(s, what); gateErr != nil {
			return 0, gateErr
		}
		return n, err
	}
	if err := s.stage.pass(s, what); err != nil {
		return 0, err
	}
	return s.take(p)
}

// enter also looks for company: io.Reader promises nothing to two callers.
func (s *stream) enter() script {
	g := s.stage
	g.watch.stir()
	g.mu.Lock()
	defer g.mu.Unlock()
	s.inside++
	if s.inside > 1 && g.misuse == "" {
		g.misuse = fmt.Sprintf("%d goroutines at once in Read of stream %d", s.inside, s.id)
	}
	return g.script
}

func (s *stream) leave() {
	s.stage.mu.Lock()
	defer s.stage.mu.Unlock()
	s.inside--
}

// take moves bytes into p.
func (s *stream) take(p []byte) (int, error) {
	s.stage.mu.Lock()
	defer s.stage.mu.Unlock()
	if err := s.stopped(); err != nil {
		return 0, err
	}
	s.reads++
	how := &s.stage.script
	if how.pauses && s.reads%2 == 1 {
		return 0, nil
	}
	n := how.portion(int(min(int64(len(p)), s.end-s.pos)), s.reads)
	n, err := s.breakAt(how, n)
	n = copy(p[:n], s.stage.content[s.pos:])
	s.pos += int64(n)
	s.delivered += n
	if err == nil && s.pos >= s.end && (n == 0 || how.eofWithData) {
		err = io.EOF
	}
	return n, err
}

// stopped is why the stream delivers no more.
func (s *stream) stopped() error {
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	switch {
	case s.broken != nil:
		return s.broken
	case s.ctx.Err() != nil && !s.stage.script.deaf:
		return context.Cause(s.ctx)
	}
	return nil
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
	s.stage.failed++
	s.broken = how.breakWith
	if how.breakLate || left == 0 {
		return left, s.broken
	}
	return left, nil
}

// Close implements io.Closer. It may be called while a Read waits, which it
// ends, and more than once.
func (s *stream) Close() error {
	s.once.Do(func() {
		close(s.closed)
		g := s.stage
		g.watch.stir()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.open--
		g.settle()
	})
	return nil
}
