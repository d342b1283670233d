package readeratest

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// sharedMutants are right as long as there is one caller.
var sharedMutants = []mutant{
	{name: "unsynchronised", what: "one stream and no lock", rule: "interleaved-calls", races: true,
		open: func(src Source) io.ReaderAt {
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				return c.read(ctx, src, p, off)
			})
		}},
	{name: "lock-around-seek", what: "the lock covers moving the stream and not reading from it", rule: "interleaved-calls",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				mu.Lock()
				if _, err := c.read(ctx, src, nil, off); err != nil {
					mu.Unlock()
					return 0, err
				}
				stream := c.stream
				mu.Unlock()
				n, err := fill(stream, p)
				mu.Lock()
				defer mu.Unlock()
				if c.pos += int64(n); err != nil {
					c.drop()
				}
				return n, err
			})
		}},
	{name: "lock-per-block", what: "the lock is let go between two blocks of a call, which continues where the stream then stands", rule: "interleaved-calls",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				block := func(n int) (int, error) {
					mu.Lock()
					defer mu.Unlock()
					at := off
					if n > 0 && c.stream != nil {
						at = c.pos
					}
					return c.read(ctx, src, p[n:min(n+blockSize, len(p))], at)
				}
				for n := 0; n < len(p); {
					m, err := block(n)
					if n += m; err != nil {
						return n, err
					}
				}
				return len(p), nil
			})
		}},
	{name: "shared-buffer", what: "all calls read into one scratch buffer", rule: "interleaved-calls", races: true,
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			scratch := make([]byte, contentSize)
			return inside(src, func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(scratch[:len(p)], off)
				return copy(p, scratch[:n]), err
			})
		}},
	{name: "lends-twice", what: "a stream stays in the pool while it is lent", rule: "one-goroutine-a-stream",
		open: func(src Source) io.ReaderAt { return lending(src) }},
	{name: "closes-anothers-stream", what: "room for a new stream is made by closing one in use", rule: "interleaved-calls",
		open: func(src Source) io.ReaderAt { return evicting(src) }},
	{name: "shared-flight", what: "a call that waits for a fetch gets its bytes, whatever the offset", rule: "interleaved-calls",
		open: func(src Source) io.ReaderAt { return sharingFlight(src) }},
	{name: "shares-cancellation", what: "the caller that ends first cancels the context of all", rule: "interleaved-calls",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var ctx context.Context
			var cancel context.CancelFunc
			calls := 0
			return plain(src, func(_ context.Context, p []byte, off int64) (int, error) {
				mu.Lock()
				if calls++; ctx == nil || ctx.Err() != nil {
					ctx, cancel = context.WithCancel(context.Background())
				}
				mine, end := ctx, cancel
				mu.Unlock()
				defer end()
				stream, err := src.Open(mine, off, int64(len(p)))
				if err != nil {
					return 0, err
				}
				defer stream.Close()
				return fill(stream, p)
			})
		}},
	{name: "shared-seeker", what: "Seek and Read on one file in memory, without a lock", rule: "parallel-calls", stress: true, races: true,
		open: func(src Source) io.ReaderAt {
			file := bytes.NewReader(slurp(src))
			return inside(src, func(p []byte, off int64) (int, error) {
				if _, err := file.Seek(off, io.SeekStart); err != nil {
					return 0, err
				}
				return io.ReadFull(file, p)
			})
		}},
	{name: "cached-in-one-slot", what: "the last block's number and bytes are two variables, without a lock", rule: "parallel-calls", stress: true, races: true,
		open: func(src Source) io.ReaderAt {
			content := slurp(src)
			var number int64 = -1
			var block []byte
			return inside(src, func(p []byte, off int64) (n int, _ error) {
				for n < len(p) {
					at := off + int64(n)
					if i := at / blockSize; number != i {
						number = i
						block = content[i*blockSize : min((i+1)*blockSize, src.Size())]
					}
					n += copy(p[n:], block[min(at%blockSize, int64(len(block))):])
				}
				return n, nil
			})
		}},
}

// lending finds a stream by its offset and leaves it where others find it, too.
func lending(src Source) io.ReaderAt {
	var mu sync.Mutex
	streams := make(map[int64]io.ReadCloser)
	return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
		mu.Lock()
		stream := streams[off]
		mu.Unlock()
		if stream == nil {
			var err error
			if stream, err = src.Open(ctx, off, -1); err != nil {
				return 0, err
			}
		}
		n, err := fill(stream, p)
		mu.Lock()
		defer mu.Unlock()
		delete(streams, off)
		streams[off+int64(n)] = stream
		return n, err
	})
}

// evicting has room for one stream, and does not ask who uses it.
func evicting(src Source) io.ReaderAt {
	var mu sync.Mutex
	var current io.ReadCloser
	return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
		stream, err := src.Open(ctx, off, int64(len(p)))
		if err != nil {
			return 0, err
		}
		mu.Lock()
		if current != nil {
			current.Close()
		}
		current = stream
		mu.Unlock()
		return fill(stream, p)
	})
}

// flight is a fetch that others wait for.
type flight struct {
	done chan struct{}
	b    []byte
	err  error
}

func sharingFlight(src Source) io.ReaderAt {
	r := stateless(src)
	var mu sync.Mutex
	var current *flight
	return inside(src, func(p []byte, off int64) (int, error) {
		mu.Lock()
		f := current
		if f != nil && len(f.b) == len(p) {
			mu.Unlock()
			<-f.done
			return copy(p, f.b), f.err
		}
		f = &flight{make(chan struct{}), make([]byte, len(p)), nil}
		current = f
		mu.Unlock()
		n, err := r.ReadAt(f.b, off)
		mu.Lock()
		f.err, current = err, nil
		mu.Unlock()
		close(f.done)
		return copy(p, f.b[:n]), err
	})
}
