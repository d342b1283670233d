package readeratest

import (
	"context"
	"io"
	"sync"
)

// positionMutants take their own position for the caller's.
var positionMutants = []mutant{
	{name: "stale-offset", what: "the offset kept is not set when a stream is opened elsewhere", rule: "no-shared-position",
		open: func(src Source) io.ReaderAt {
			return jumping(src, func(*cursor, int64) {})
		}},
	{name: "offset-not-advanced", what: "the offset is set by an open and not moved by a read", rule: "no-shared-position",
		open: func(src Source) io.ReaderAt {
			return jumping(src, func(c *cursor, off int64) {
				c.stream = &rewound{c.stream, c}
				c.pos = off
			})
		}},
	{name: "continues-past-jump", what: "only jumps backwards open another stream", rule: "no-shared-position",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				if c.stream != nil && c.pos < off {
					c.pos = off
				}
				n, err := c.read(ctx, src, p, off)
				return n, err
			})
		}},
	{name: "ignores-offset", what: "ReadAt is Read: the offset counts in the first call only", rule: "no-shared-position",
		open: func(src Source) io.ReaderAt {
			var mu sync.Mutex
			var c cursor
			return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
				mu.Lock()
				defer mu.Unlock()
				if c.stream != nil {
					off = c.pos
				}
				return c.read(ctx, src, p, off)
			})
		}},
}

// jumping is one stream behind a mutex that notes where it stands by reopened.
func jumping(src Source, reopened func(c *cursor, off int64)) io.ReaderAt {
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
			c.stream = stream
			reopened(&c, off)
		}
		n, err := fill(c.stream, p)
		c.pos += int64(n)
		if err != nil {
			c.drop()
		}
		return n, err
	})
}

// rewound takes back what its cursor advances by.
type rewound struct {
	io.ReadCloser
	c *cursor
}

func (r *rewound) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.c.pos -= int64(n)
	return n, err
}
