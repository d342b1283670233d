package readeratest

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// streamMutants is right as long as streams are well-behaved.
var streamMutants = []mutant{
	{name: "one-read", what: "what one Read delivers is passed on, with a nil error", rule: "short-read-has-error",
		open: func(src Source) io.ReaderAt {
			return exact(src, func(stream io.Reader, p []byte) (int, error) {
				n, err := stream.Read(p)
				if n > 0 {
					err = nil
				}
				return n, err
			})
		}},
	{name: "counts-what-it-asked", what: "a short Read counts as a full one", rule: "survives-half-reads",
		open: func(src Source) io.ReaderAt {
			return exact(src, func(stream io.Reader, p []byte) (int, error) {
				if n, err := stream.Read(p); n == 0 && err != nil {
					return 0, err
				}
				return len(p), nil
			})
		}},
	{name: "drops-data-with-eof", what: "the bytes that come together with io.EOF are not counted", rule: "survives-eof-with-data",
		open: func(src Source) io.ReaderAt {
			return exact(src, func(stream io.Reader, p []byte) (n int, err error) {
				for n < len(p) {
					m, err := stream.Read(p[n:])
					if err != nil {
						return n, errors.New("stream ended")
					}
					n += m
				}
				return n, nil
			})
		}},
	{name: "empty-read-is-end", what: "0, nil from a stream is taken for its end", rule: "survives-empty-reads",
		open: func(src Source) io.ReaderAt {
			return exact(src, func(stream io.Reader, p []byte) (n int, err error) {
				for n < len(p) {
					m, err := stream.Read(p[n:])
					if n += m; m == 0 && n < len(p) {
						return n, errors.Join(errors.New("stream ended"), err)
					}
				}
				return n, nil
			})
		}},
	{name: "open-error-sticks", what: "the first Open is in a sync.Once, with its error", rule: "survives-open-error",
		open: func(src Source) io.ReaderAt {
			var once sync.Once
			var failed error
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				once.Do(func() {
					stream, err := src.Open(context.Background(), off, 1)
					if failed = err; err == nil {
						stream.Close()
					}
				})
				if failed != nil {
					return 0, failed
				}
				return r.ReadAt(p, off)
			})
		}},
	{name: "retries-for-ever", what: "an error is tried away, however long that takes", rule: "survives-open-error",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (n int, err error) {
				const ever = 5 * time.Second // a test has to end
				for start := time.Now(); time.Since(start) < ever; {
					if n, err = r.ReadAt(p, off); err == nil {
						break
					}
				}
				return n, err
			})
		}},
	{name: "retries-from-start", what: "after a broken stream the retry asks for off again, not for off+n", rule: "survives-broken-stream",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				if err == nil {
					return n, nil
				}
				m, err := r.ReadAt(p[n:], off)
				return n + m, err
			})
		}},
	{name: "second-retry-strays", what: "a retry continues from what the last attempt got, not from what all did", rule: "survives-broken-stream",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				n, at := 0, off
				for range 4 {
					m, err := r.ReadAt(p[n:], at)
					if n += m; err == nil {
						break
					}
					at = off + int64(m)
				}
				if n < len(p) {
					return n, errBroken
				}
				return n, nil
			})
		}},
	{name: "caches-broken-block", what: "a block cut short by an error stays in the cache as a whole one", rule: "survives-broken-stream",
		open: func(src Source) io.ReaderAt { return cachingBroken(src) }},
	{name: "keeps-broken-stream", what: "a stream that broke stays the current one, and its error with it", rule: "survives-broken-stream",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				if c.stream == nil || c.pos != off {
					c.drop()
					stream, err := src.Open(ctx, off, -1)
					if err != nil {
						return 0, err
					}
					c = cursor{stream, off}
				}
				n, err := fill(c.stream, p)
				if err == nil {
					c.pos += int64(n)
				}
				return n, err
			})
		}},
	{name: "error-comes-again", what: "the error of a broken stream is kept, and returned to the next call as well", rule: "survives-broken-stream",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			var mu sync.Mutex
			var kept error
			swap := func(err error) (before error) {
				mu.Lock()
				defer mu.Unlock()
				before, kept = kept, err
				return before
			}
			return inside(src, func(p []byte, off int64) (int, error) {
				if err := swap(nil); err != nil {
					return 0, err
				}
				n, err := r.ReadAt(p, off)
				swap(err)
				return n, err
			})
		}},
	{name: "truncation-as-eof", what: "a stream that ends too soon ends the object", rule: "truncation-is-not-end",
		open: func(src Source) io.ReaderAt {
			return exact(src, func(stream io.Reader, p []byte) (int, error) {
				n, err := io.ReadFull(stream, p)
				if err == io.ErrUnexpectedEOF {
					err = io.EOF
				}
				return n, err
			})
		}},
}

// cachingBroken stores each block before it looks at the error.
func cachingBroken(src Source) io.ReaderAt {
	r := stateless(src)
	var cache sync.Map
	return inside(src, func(p []byte, off int64) (n int, err error) {
		for n < len(p) {
			at := off + int64(n)
			i := at / blockSize
			b, ok := cache.Load(i)
			if !ok {
				block := make([]byte, min(blockSize, src.Size()-i*blockSize))
				_, err := r.ReadAt(block, i*blockSize)
				cache.Store(i, block)
				if err != nil {
					return n, err
				}
				b = block
			}
			n += copy(p[n:], b.([]byte)[at%blockSize:])
		}
		return n, nil
	})
}
