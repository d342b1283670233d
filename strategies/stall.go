package strategies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// ErrStalled is wrapped by the error of a stream that brought no byte for as long as
// [WithStall] says.
var ErrStalled = errors.New("stream has stalled")

// timed is one stream of a source, from before it is opened, with a clock that ends it
// when it is silent for too long. Silent is a stream that a call waits for: one
// that is left alone may rest for as long as it likes.
//
// There is one timer, which runs on from one Read to the next, so that a Read costs
// two looks at the clock's state and no timer; when it fires between Reads it stops,
// so that streams at rest keep nothing awake.
type timed struct {
	stall  time.Duration // 0: there is no clock, and nothing below it is used
	stream io.ReadCloser // nil while it is being opened
	cancel context.CancelCauseFunc

	mu      sync.Mutex // never held while the stream is opened, read or closed
	timer   *time.Timer
	running bool      // the timer is
	waiting bool      // a call is, in Open or Read
	since   time.Time // when it began to, or the last byte came
	empty   bool      // the last Read brought nothing: the next goes on waiting
	stalled bool
	shut    bool          // the stream is being closed, or closed
	closed  chan struct{} // of a stream that the clock closes; closed after err is set
	err     error         // of that
}

// openTimed opens a stream of src, and tells whether it was its own clock that kept it
// from that.
func openTimed(ctx context.Context, src Source, off, length int64, stall time.Duration) (_ *timed, stalled bool, err error) {
	t := &timed{stall: stall}
	if stall == 0 {
		if t.stream, err = openStream(ctx, src, off, length); err != nil {
			return nil, false, err
		}
		return t, false, nil
	}
	ctx, t.cancel = context.WithCancelCause(ctx)
	t.wait()
	opened := false
	defer func() {
		if !opened { // also where the source panicked
			t.end()
			t.cancel(nil)
		}
	}()
	stream, err := openStream(ctx, src, off, length)
	if t.opened(stream) {
		if err == nil {
			stream.Close()
		}
		return nil, true, t.silence()
	}
	if err != nil {
		return nil, false, err
	}
	opened = true
	return t, false, nil
}

// openStream is src's Open; that it returned no stream is an error too.
func openStream(ctx context.Context, src Source, off, length int64) (io.ReadCloser, error) {
	stream, err := src.Open(ctx, off, length)
	if err == nil && stream == nil {
		return nil, errNoStream
	}
	return stream, err
}

// opened ends the wait for the stream. It reports whether that came too late.
func (t *timed) opened(stream io.ReadCloser) (late bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting, t.stream = false, stream
	return t.stalled
}

// Read implements [io.Reader].
func (t *timed) Read(p []byte) (n int, err error) {
	if t.stall == 0 {
		return t.stream.Read(p)
	}
	t.wait()
	defer func() { // also where the source panicked
		if t.rest(n) {
			n, err = 0, t.silence()
		}
	}()
	return t.stream.Read(p)
}

// wait notes that a call waits from now on.
func (t *timed) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = true
	if !t.empty {
		t.since = time.Now()
	}
	switch {
	case t.running:
		return
	case t.timer == nil:
		t.timer = time.AfterFunc(t.stall, t.fire)
	default:
		t.timer.Reset(t.stall - time.Since(t.since))
	}
	t.running = true
}

// rest notes that none waits any more, for there are n bytes. It reports whether
// they came too late.
func (t *timed) rest(n int) (late bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting, t.empty = false, n == 0
	return t.stalled
}

// fire ends the stream if it was silent for too long.
func (t *timed) fire() {
	if stream := t.silent(); stream != nil {
		defer close(t.closed)
		t.err = guardedClose(stream)
	}
}

// silent tells whether it was by cancelling the context, and returns the stream that
// is left to close.
func (t *timed) silent() io.Closer {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shut || !t.waiting {
		t.running = false
		return nil
	}
	if left := t.stall - time.Since(t.since); left > 0 {
		t.timer.Reset(left)
		return nil
	}
	t.stalled = true
	t.cancel(t.silence())
	if t.stream == nil {
		return nil // Open is left to return
	}
	t.shut, t.closed = true, make(chan struct{})
	return t.stream
}

// silence is the error of a stream that has stalled, whatever the source says of it.
func (t *timed) silence() error {
	return fmt.Errorf("%w: no byte for %v", ErrStalled, t.stall)
}

// Close implements [io.Closer]. Once a stall has closed the stream it waits for that.
func (t *timed) Close() error {
	if t.stall == 0 {
		return t.stream.Close()
	}
	if !t.end() {
		<-t.closed
		return t.err
	}
	defer t.cancel(nil) // after Close, which would be one of a cancelled request else
	return t.stream.Close()
}

// end stops the clock. It reports whether the stream is left to close.
func (t *timed) end() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer.Stop()
	if t.shut {
		return false
	}
	t.shut = true
	return true
}
