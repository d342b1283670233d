package bench

import (
	"context"
	"io"

	"readeratbench/strategies"
)

// subject is what an upload takes its bytes from: a reader under test, or a
// reference that offers the uploader no io.ReaderAt, or no network at all.
type subject struct {
	name string // the value of the reader= key
	open func(ctx context.Context, w *world) (body, error)
}

// body is handed to the uploader; what it holds is closed after the upload.
type body struct {
	io.Reader
	io.Closer
}

// strategySubject puts a strategy over the source object, with a lock that can
// be waited for in virtual time.
func strategySubject(s strategies.Strategy) subject {
	return subject{s.Name, func(_ context.Context, w *world) (body, error) {
		r := s.New(w.source(), strategies.WithLocker(w.NewLocker))
		return body{io.NewSectionReader(r, 0, r.Size()), r}, nil
	}}
}

// readerSubject lets a caller open a reader of their own.
func readerSubject(name string, open func(context.Context, World) (io.ReaderAt, error)) subject {
	return subject{name, func(ctx context.Context, w *world) (body, error) {
		r, err := open(ctx, w.World)
		if err != nil {
			return body{}, err
		}
		c, ok := r.(io.Closer)
		if !ok {
			c = io.NopCloser(nil)
		}
		return body{io.NewSectionReader(r, 0, w.Size), c}, nil
	}}
}

// references are what readers are compared with: one GET from front to back
// without an io.ReaderAt, and a body that is already in memory, which leaves the
// time of the upload alone.
func references() []subject {
	return []subject{
		{"stream", func(ctx context.Context, w *world) (body, error) {
			rc, err := w.source().Open(ctx, 0, -1)
			return body{onlyReader{rc}, rc}, err
		}},
		{"memory", func(_ context.Context, w *world) (body, error) {
			return body{io.NewSectionReader(w.content, 0, w.Size), io.NopCloser(nil)}, nil
		}},
	}
}

// onlyReader hides everything but Read.
type onlyReader struct{ io.Reader }
