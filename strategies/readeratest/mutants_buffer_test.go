package readeratest

import (
	"io"
	"sync"
)

// bufferMutants take p for their own.
var bufferMutants = []mutant{
	{name: "keeps-p", what: "the cache holds p itself, which is the caller's", rule: "lets-go-of-buffer",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			type key struct {
				off int64
				n   int
			}
			var cache sync.Map
			return inside(src, func(p []byte, off int64) (int, error) {
				if b, ok := cache.Load(key{off, len(p)}); ok {
					return copy(p, b.([]byte)), nil
				}
				n, err := r.ReadAt(p, off)
				if err == nil {
					cache.Store(key{off, len(p)}, p)
				}
				return n, err
			})
		}},
	{name: "returns-before-the-rest", what: "two halves at once; when one fails, the other continues to fill p", rule: "lets-go-of-buffer", races: true,
		open: func(src Source) io.ReaderAt { return halving(src) }},
	{name: "abandons-on-close", what: "Close ends the wait for a fetch, which continues to fill p", rule: "lets-go-of-buffer", races: true,
		open: func(src Source) io.ReaderAt {
			r, l := stateless(src), newLife()
			read := func(p []byte, off int64) (int, error) {
				done := make(chan result, 1)
				go func() {
					n, err := r.ReadAt(p, off)
					done <- result{n, err}
				}()
				select {
				case res := <-done:
					return res.n, res.err
				case <-l.ctx.Done():
					return 0, l.ctx.Err()
				}
			}
			return closable{whileOpen(l, inside(src, read)), func() error { l.cancel(); return nil }}
		}},
	{name: "fills-capacity", what: "p[:cap(p)] is free room for reading ahead", rule: "within-buffer",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p[:cap(p)], off)
				if n >= len(p) {
					return len(p), nil
				}
				return n, err
			})
		}},
}

type result struct {
	n   int
	err error
}

func halving(src Source) io.ReaderAt {
	r := stateless(src)
	return inside(src, func(p []byte, off int64) (int, error) {
		half := len(p) / 2
		first, second := make(chan result, 1), make(chan result, 1)
		go func() { n, err := r.ReadAt(p[:half], off); first <- result{n, err} }()
		go func() { n, err := r.ReadAt(p[half:], off+int64(half)); second <- result{n, err} }()
		a := <-first
		if a.err != nil {
			return a.n, a.err
		}
		b := <-second
		return half + b.n, b.err
	})
}
