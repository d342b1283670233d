package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"readeratbench/strategies"
)

// subject is what an upload takes its bytes from: a reader under test, or a
// reference that offers the uploader no io.ReaderAt, or no network at all.
type subject struct {
	name string // the value of the reader= key
	open func(ctx context.Context, w *world) (body, error)
	// fits tells what it is measured with; nil: everything.
	fits func(u uploader, size int64) bool
}

// body is handed to the uploader; what it holds is closed after the upload.
type body struct {
	io.Reader
	io.Closer
}

// strategySubject puts a strategy over the source object, with the lane's own lock:
// in virtual time the fair one.
func strategySubject(s strategies.Strategy) subject {
	return lockedSubject(s.Name, s, func(w *world) func() sync.Locker { return w.NewLocker })
}

// bargingSubject is a strategy with the barging lock. It runs in virtual time only.
func bargingSubject(s strategies.Strategy) subject {
	return lockedSubject(s.Name+"-barging", s, func(w *world) func() sync.Locker {
		return w.meter.locker(func() sync.Locker { return newBargingLock(w.lane.(*virtualLane).net) })
	})
}

// lockedSubject is a strategy with a lock to be chosen once the lane is there.
func lockedSubject(name string, s strategies.Strategy, newLocker func(*world) func() sync.Locker) subject {
	return subject{name: name, open: func(_ context.Context, w *world) (body, error) {
		r := s.New(w.source(), strategies.WithLocker(newLocker(w)))
		if r == nil {
			return body{}, errors.New("Strategy.New returned no reader")
		}
		return body{section(w.meter.watch(r), r.Size()), r}, nil
	}}
}

// readerSubject lets a caller open a reader of their own.
func readerSubject(name string, open func(context.Context, World) (io.ReaderAt, error)) subject {
	return subject{name: name, open: func(ctx context.Context, w *world) (body, error) {
		r, err := open(ctx, w.World)
		if err != nil {
			return body{}, err
		}
		if r == nil {
			return body{}, errors.New("open returned no reader and no error")
		}
		c, ok := r.(io.Closer)
		if !ok {
			c = io.NopCloser(nil)
		}
		return body{section(w.meter.watch(r), w.Size), c}, nil
	}}
}

// section makes a body of size bytes as containerd's content.NewReader does: the
// uploader can read it, seek it, and call its ReadAt from several goroutines.
func section(r io.ReaderAt, size int64) *io.SectionReader {
	return io.NewSectionReader(recovering{r}, 0, size)
}

// recovering makes a reader's panic the error of its call. ReadAt is called by
// goroutines of net/http, where a panic would end the process and with it all
// other cells.
type recovering struct{ r io.ReaderAt }

func (g recovering) ReadAt(p []byte, off int64) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			n, err = 0, fmt.Errorf("ReadAt(%d bytes, %d) panicked: %v\n%s", len(p), off, v, debug.Stack())
		}
	}()
	return g.r.ReadAt(p, off)
}

// references are what readers are compared with: one GET from front to back
// without an io.ReaderAt, a body that is already in memory, which leaves the time
// of the upload alone, and the least that any reader can add to that.
func references() []subject {
	return []subject{
		{name: "stream", open: func(ctx context.Context, w *world) (body, error) {
			rc, err := w.source().Open(ctx, 0, -1)
			return body{onlyReader{rc}, rc}, err
		}},
		{name: "memory", open: func(_ context.Context, w *world) (body, error) {
			return body{section(w.content, w.Size), io.NopCloser(nil)}, nil
		}},
		floorSubject(),
	}
}

// onlyReader hides everything but Read.
type onlyReader struct{ io.Reader }
