package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// OpenFunc makes a reader over the world's object that makes its own requests.
type OpenFunc func(context.Context, *World) (io.ReaderAt, error)

// body is handed to the uploader; what it holds is closed after the upload.
type body struct {
	io.Reader
	io.Closer
}

// open makes what the upload takes its bytes from: a reader under test, or a
// reference, which offers the uploader no io.ReaderAt, or no network at all.
func (c Cell) open(ctx context.Context, w *World) (body, error) {
	switch {
	case c.Open != nil:
		return openReader(ctx, w, c.Open)
	case c.Row.Kind != strategies.Reference:
		return openStrategy(w, c.Row)
	case c.Row.Name == rows.Stream:
		rc, err := w.source().Open(ctx, 0, -1)
		return body{onlyReader{rc}, rc}, err
	case c.Row.Name == rows.Memory:
		return body{w.section(w.content, w.Size), io.NopCloser(nil)}, nil
	case c.Row.Name == rows.Floor:
		return body{w.section(newFloor(ctx, w, c.Uploader.need), w.Size), io.NopCloser(nil)}, nil
	}
	return body{}, fmt.Errorf("bench: no reference is called %q", c.Row.Name)
}

func openStrategy(w *World, row rows.Row) (body, error) {
	r := row.New(w.source(), strategies.WithLocker(w.locker(row)))
	if r == nil {
		return body{}, errors.New("Strategy.New returned no reader")
	}
	return body{w.section(w.meter.Watch(r), r.Size()), r}, nil
}

// locker makes locks as the row asks for them: the network's own, in virtual time the
// fair one, or one that only virtual time has, or only the real clock.
func (w *World) locker(row rows.Row) func() sync.Locker {
	switch {
	case row.Barging:
		return w.meter.Locker(w.network.(*virtual).newBarging)
	case row.GoMutex:
		return func() sync.Locker { return new(sync.Mutex) }
	}
	return w.NewLocker
}

func openReader(ctx context.Context, w *World, open OpenFunc) (body, error) {
	r, err := open(ctx, w)
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
	return body{w.section(w.meter.Watch(r), w.Size), c}, nil
}

// section makes a body of size bytes as containerd's content.NewReader does: the
// uploader can read it, seek it, and call its ReadAt from several goroutines.
func (w *World) section(r io.ReaderAt, size int64) *io.SectionReader {
	return io.NewSectionReader(recovering{r, w.readErrors}, 0, size)
}

// recovering counts the calls that fail, which an uploader may hide by asking again,
// and makes a reader's panic the error of its call. ReadAt is called by goroutines of
// net/http, where a panic would end the process and with it all other cells.
type recovering struct {
	r      io.ReaderAt
	failed *atomic.Int64
}

func (g recovering) ReadAt(p []byte, off int64) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			n, err = 0, fmt.Errorf("ReadAt(%d bytes, %d) panicked: %v\n%s", len(p), off, v, debug.Stack())
		}
		if err != nil && err != io.EOF { // not errors.Is: only a bare io.EOF is the end
			g.failed.Add(1)
		}
	}()
	return g.r.ReadAt(p, off)
}

// onlyReader hides everything but Read.
type onlyReader struct{ io.Reader }
