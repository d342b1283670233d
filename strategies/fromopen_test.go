package strategies_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"readeratbench/strategies"
)

// pipe is a stream of BuildKit's kind: only Close ends a Read that hangs, and
// then it looks like the end of the object.
type pipe struct {
	gone   chan struct{}
	closes atomic.Int32
	err    error // of Close
}

func newPipe() *pipe { return &pipe{gone: make(chan struct{})} }

func (p *pipe) Read([]byte) (int, error) { <-p.gone; return 0, io.EOF }

func (p *pipe) Close() error {
	if p.closes.Add(1) == 1 {
		close(p.gone)
	}
	return p.err
}

func (p *pipe) wantCloses(t *testing.T, want int32) {
	t.Helper()
	if got := p.closes.Load(); got != want {
		t.Errorf("%d closes reached the stream; want %d", got, want)
	}
}

func fromPipe(p *pipe) strategies.Source {
	return strategies.FromOpen(100, func(int64) (io.ReadCloser, error) { return p, nil })
}

// Cancelling the context ends a Read, which reports the context's cause, and
// closes the stream once, whatever else closes it and how often.
func TestFromOpenCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		p.err = io.ErrClosedPipe
		ctx, cancel := context.WithCancelCause(t.Context())
		s, err := fromPipe(p).Open(ctx, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		read := make(chan error)
		go func() { _, err := s.Read(make([]byte, 1)); read <- err }()
		synctest.Wait()
		cancel(errBoom)
		if err := <-read; !errors.Is(err, errBoom) {
			t.Errorf("Read = %v; want the cause, %v", err, errBoom)
		}
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, errBoom) {
			t.Errorf("later Read = %v; want the cause, %v", err, errBoom)
		}
		for range 2 {
			if err := s.Close(); err != io.ErrClosedPipe {
				t.Errorf("Close() = %v; want what the stream said, %v", err, io.ErrClosedPipe)
			}
		}
		p.wantCloses(t, 1)
	})
}

// A stream that can still deliver does not, once cancelled.
func TestFromOpenReadAfterCancel(t *testing.T) {
	src := strategies.FromOpen(10, func(int64) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("0123456789")), nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	s, err := src.Open(ctx, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if n, err := s.Read(make([]byte, 1)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %d, %v; want 0, %v", n, err, context.Canceled)
	}
	s.Close()
}

// Close returns only when the stream is closed, also when the cancelled context
// was first to close it.
func TestFromOpenCloseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := make(slowClose)
		src := strategies.FromOpen(10, func(int64) (io.ReadCloser, error) { return slow, nil })
		ctx, cancel := context.WithCancel(t.Context())
		s, err := src.Open(ctx, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		closed := make(chan struct{})
		go func() { s.Close(); close(closed) }()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("Close returned before the stream was closed")
		default:
		}
		close(slow)
		<-closed
	})
}

// slowClose is a stream whose Close takes until the channel is closed.
type slowClose chan struct{}

func (c slowClose) Read([]byte) (int, error) { return 0, io.EOF }
func (c slowClose) Close() error             { <-c; return nil }

// After a plain Close, cancelling the context closes nothing again.
func TestFromOpenCloseThenCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipe()
		ctx, cancel := context.WithCancel(t.Context())
		s, err := fromPipe(p).Open(ctx, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		p.wantCloses(t, 1)
		cancel()
		synctest.Wait()
		s.Close()
		p.wantCloses(t, 1)
	})
}

func TestFromOpenOnCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := newPipe()
	if _, err := fromPipe(p).Open(ctx, 0, -1); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v; want %v", err, context.Canceled)
	}
	p.wantCloses(t, 0)
}

func TestFromOpenFails(t *testing.T) {
	src := strategies.FromOpen(100, func(int64) (io.ReadCloser, error) { return nil, errBoom })
	if s, err := src.Open(t.Context(), 0, -1); s != nil || !errors.Is(err, errBoom) {
		t.Errorf("Open = %v, %v; want nil, %v", s, err, errBoom)
	}
}

// The offset is passed on; the length cannot be.
func TestFromOpenStreams(t *testing.T) {
	src := strategies.FromOpen(10, func(off int64) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("0123456789"[off:])), nil
	})
	s, err := src.Open(t.Context(), 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(s)
	if string(got) != "456789" || err != nil || src.Size() != 10 {
		t.Errorf("stream = %q, %v of %d bytes; want 456789, nil of 10", got, err, src.Size())
	}
}

// The readers and the bridge together: Close ends a Read that knows no context.
func TestFromOpenUnderReaders(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		p := newPipe()
		r := newReader(fromPipe(p))
		done := read(r, 10, 0)
		synctest.Wait()
		r.Close()
		wantClosed(t, "ReadAt", <-done, 0)
		p.wantCloses(t, 1)
	})
}

// forms are FromOpen and FromOpenContext over an open that knows no context.
var forms = map[string]func(int64, func(int64) (io.ReadCloser, error)) strategies.Source{
	"FromOpen": strategies.FromOpen,
	"FromOpenContext": func(size int64, open func(int64) (io.ReadCloser, error)) strategies.Source {
		return strategies.FromOpenContext(size, func(_ context.Context, off int64) (io.ReadCloser, error) { return open(off) })
	},
}

// A size that is not known is no empty object, and without open there is nothing to
// read: both are a programmer's slips.
func TestFromOpenPanics(t *testing.T) {
	panics := func(what string, f func()) {
		defer func() {
			if got, _ := recover().(string); !strings.HasPrefix(got, "strategies: FromOpen") {
				t.Errorf("%s: panicked with %q; want the name of the constructor", what, got)
			}
		}()
		f()
		t.Errorf("%s did not panic", what)
	}
	open := func(int64) (io.ReadCloser, error) { return nil, errBoom }
	for name, form := range forms {
		panics(name+" of size -1", func() { form(-1, open) })
	}
	panics("FromOpen(nil)", func() { strategies.FromOpen(1, nil) })
	panics("FromOpenContext(nil)", func() { strategies.FromOpenContext(1, nil) })
	if got := strategies.FromOpen(0, open).Size(); got != 0 {
		t.Errorf("Size() of an empty object = %d; want 0", got)
	}
}

// An open that returns neither a stream nor an error is the call's error under every
// reader, and no panic on a goroutine that no caller can recover from; so is a Source's.
func TestOpenReturnsNothing(t *testing.T) {
	nothing := func(int64) (io.ReadCloser, error) { return nil, nil }
	sources := map[string]strategies.Source{"a Source": emptyHanded{}}
	for name, form := range forms {
		sources[name] = form(100, nothing)
	}
	for name, src := range sources {
		each(t, func(t *testing.T, s strategies.Strategy) {
			r := s.New(src)
			n, err := r.ReadAt(make([]byte, 10), 20)
			if n != 0 || err == nil || !strings.Contains(err.Error(), "neither a stream nor an error") {
				t.Errorf("%s: ReadAt = %d, %v; want 0 and what open did", name, n, err)
			}
			r.Close()
		})
	}
}

type emptyHanded struct{}

func (emptyHanded) Size() int64 { return 100 }

func (emptyHanded) Open(context.Context, int64, int64) (io.ReadCloser, error) { return nil, nil }

// FromOpenContext's open has the context of the stream, which Close of a reader
// cancels.
func TestFromOpenContextIsCancelled(t *testing.T) {
	bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
		r := newReader(strategies.FromOpenContext(100, func(ctx context.Context, _ int64) (io.ReadCloser, error) {
			<-ctx.Done()
			return nil, context.Cause(ctx)
		}))
		done := read(r, 10, 0)
		synctest.Wait()
		r.Close()
		wantClosed(t, "ReadAt", <-done, 0)
	})
}

// FromOpen's Close does not wait for an open that waits for its first byte, and nor
// do the calls it ends; a stream that comes late is closed, once, and what comes
// instead of one does no harm.
func TestFromOpenDoesNotWaitForOpen(t *testing.T) {
	for name, late := range map[string]func(p *pipe) (io.ReadCloser, error){
		"stream":  func(p *pipe) (io.ReadCloser, error) { return p, nil },
		"error":   func(*pipe) (io.ReadCloser, error) { return nil, errBoom },
		"nothing": func(*pipe) (io.ReadCloser, error) { return nil, nil },
		"panic":   func(*pipe) (io.ReadCloser, error) { panic(errBoom) },
		"exit":    func(*pipe) (io.ReadCloser, error) { runtime.Goexit(); return nil, nil },
		"stream whose Close panics": func(p *pipe) (io.ReadCloser, error) {
			return panickyClose{p}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
				arrive, p := make(chan struct{}), newPipe()
				r := newReader(strategies.FromOpen(100, func(int64) (io.ReadCloser, error) { <-arrive; return late(p) }))
				done := read(r, 10, 0)
				synctest.Wait()
				start := time.Now()
				r.Close()
				wantClosed(t, "ReadAt", <-done, 0)
				if took := time.Since(start); took != 0 {
					t.Errorf("Close took %v; want no time", took)
				}
				close(arrive)
				synctest.Wait()
				if strings.HasPrefix(name, "stream") {
					p.wantCloses(t, 1)
				}
			})
		})
	}
}

type panickyClose struct{ io.ReadCloser }

func (c panickyClose) Close() error { c.ReadCloser.Close(); panic(errBoom) }

// What open does to its goroutine happens to the call, as long as there is one.
func TestFromOpenThatDoesNotReturn(t *testing.T) {
	src := strategies.FromOpen(100, func(int64) (io.ReadCloser, error) { panic(errBoom) })
	wantPanic(t, func() error { _, err := src.Open(t.Context(), 0, -1); return err })
	src = strategies.FromOpen(100, func(int64) (io.ReadCloser, error) { runtime.Goexit(); return nil, nil })
	if s, err := src.Open(t.Context(), 0, -1); s != nil || err == nil {
		t.Errorf("Open = %v, %v; want nil and an error", s, err)
	}
}
