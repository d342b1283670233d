package readeratest

import (
	"context"
	"io"
	"io/fs"
	"sync"
)

// closeMutants are right until they are closed, or never close what they opened.
var closeMutants = []mutant{
	{name: "eof-after-close", what: "a closed reader says it is at the end", rule: "not-eof-after-close",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return closable{func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				if err == fs.ErrClosed {
					err = io.EOF
				}
				return n, err
			}, r.shut}
		}},
	{name: "reopens-after-close", what: "Close drops the stream, and the next read opens another", rule: "no-read-after-close",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			l := &struct{ life }{newLife()}
			var c cursor
			fetch := func(p []byte, off int64) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				return c.read(l.ctx, src, p, off)
			}
			return closable{inside(src, fetch), func() error {
				l.cancel()
				mu.Lock()
				defer mu.Unlock()
				c.drop()
				l.life = newLife()
				return nil
			}}
		}},
	{name: "second-close-panics", what: "Close closes a channel, each time", rule: "close-twice",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			done := make(chan struct{})
			return closable{r.readFunc, func() error { close(done); return r.shut() }}
		}},
	{name: "close-waits", what: "Close waits for the lock of a read that waits for the source", rule: "close-ends-reads",
		open: func(src Source) io.ReaderAt {
			r := oneStream(src)
			var mu sync.Mutex
			return closable{func(p []byte, off int64) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				return r.ReadAt(p, off)
			}, func() error {
				mu.Lock()
				defer mu.Unlock()
				return r.shut()
			}}
		}},
	{name: "close-forgets-reads", what: "Close marks the reader closed and leaves its reads waiting", rule: "close-ends-reads",
		open: func(src Source) io.ReaderAt {
			r, l := stateless(src), newLife()
			return closable{whileOpen(l, r.readFunc), func() error { l.cancel(); return nil }}
		}},
	{name: "close-ends-opens-only", what: "a context that Close cancels is used up to the first byte, and another after it", rule: "close-ends-reads",
		open: func(src Source) io.ReaderAt {
			l := newLife()
			fetch := func(p []byte, off int64) (int, error) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				stop := context.AfterFunc(l.ctx, cancel)
				stream, err := src.Open(ctx, off, int64(len(p)))
				if err != nil {
					return 0, err
				}
				defer stream.Close()
				if !stop() {
					return 0, fs.ErrClosed
				}
				return fill(stream, p)
			}
			return closable{whileOpen(l, inside(src, fetch)), func() error { l.cancel(); return nil }}
		}},
	{name: "close-pulls-the-rug", what: "Close sets the stream to nil while another call reads from it", rule: "close-beside-reads",
		open: func(src Source) io.ReaderAt { return pullingRug(src) }},
	{name: "cut-short-is-eof", what: "a read that Close cuts short returns io.EOF", rule: "close-beside-reads",
		open: func(src Source) io.ReaderAt {
			r, l := stateless(src), newLife()
			return closable{whileOpen(l, func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				if err != nil && l.closed() {
					err = io.EOF
				}
				return n, err
			}), func() error { l.cancel(); return r.shut() }}
		}},
	{name: "leaks-on-error", what: "a stream that fails is forgotten, not closed", rule: "closes-streams",
		open: func(src Source) io.ReaderAt {
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				stream, err := src.Open(ctx, off, int64(len(p)))
				if err != nil {
					return 0, err
				}
				n, err := fill(stream, p)
				if err == nil {
					stream.Close()
				}
				return n, err
			})
		}},
	{name: "leaks-late-stream", what: "a stream that arrives after Close is forgotten", rule: "closes-streams",
		open: func(src Source) io.ReaderAt {
			l := newLife()
			fetch := func(p []byte, off int64) (int, error) {
				stream, err := src.Open(l.ctx, off, int64(len(p)))
				if err != nil {
					return 0, err
				}
				if l.closed() {
					return 0, fs.ErrClosed
				}
				defer stream.Close()
				return fill(stream, p)
			}
			return closable{whileOpen(l, inside(src, fetch)), func() error { l.cancel(); return nil }}
		}},
	{name: "never-closes", what: "each call leaves its stream to the garbage collector", rule: "closes-streams",
		open: func(src Source) io.ReaderAt {
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				stream, err := src.Open(ctx, off, -1)
				if err != nil {
					return 0, err
				}
				return fill(stream, p)
			})
		}},
}

func pullingRug(src Source) io.ReaderAt {
	l := newLife()
	var mu sync.Mutex
	var current io.ReadCloser
	get := func() io.ReadCloser { mu.Lock(); defer mu.Unlock(); return current }
	var reading sync.Mutex
	fetch := func(p []byte, off int64) (n int, err error) {
		reading.Lock()
		defer reading.Unlock()
		stream, err := src.Open(l.ctx, off, int64(len(p)))
		if err != nil {
			return 0, err
		}
		defer stream.Close()
		mu.Lock()
		current = stream
		mu.Unlock()
		for n < len(p) && err == nil {
			var m int
			m, err = get().Read(p[n:])
			n += m
		}
		if n == len(p) {
			err = nil
		}
		return n, err
	}
	return closable{whileOpen(l, inside(src, fetch)), func() error {
		mu.Lock()
		defer mu.Unlock()
		l.cancel()
		current = nil
		return nil
	}}
}
