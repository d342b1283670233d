package strategies

import "io"

// cursor is one stream to the object's end and the offset it stands at. It is
// not safe for concurrent use: the caller that holds it reads, moves and closes it.
type cursor struct {
	stream io.ReadCloser // nil: none is open
	pos    int64         // of the next byte; meaningless without a stream
}

// unknown is the position of a stream whose Read did not return (it panicked or
// ended its goroutine): no caller ever asks for it, so the stream gets replaced.
const unknown = -1

func (c *cursor) at(off int64) bool { return c.stream != nil && c.pos == off }

// readAt fills p from off, through the open stream when that stands there and
// else through a new one. A stream that failed or is at the object's end is not
// kept.
func (c *cursor) readAt(b *base, p []byte, off int64) (int, error) {
	if err := c.seek(b, off, len(p)); err != nil {
		return 0, err
	}
	c.pos = unknown
	n, err := fill(c.stream, p)
	c.pos = off + int64(n)
	if err != nil || c.pos >= b.size {
		c.drop()
	}
	if n < len(p) {
		return n, b.fail("read", off, len(p), err)
	}
	return n, nil
}

// seek makes the open stream one that stands at off. It closes before it opens,
// so that a cursor never counts for two streams.
func (c *cursor) seek(b *base, off int64, n int) error {
	if c.at(off) {
		return nil
	}
	c.drop()
	stream, err := b.open(off, -1, n)
	if err != nil {
		return err
	}
	c.stream = stream
	return nil
}

func (c *cursor) drop() {
	if stream := c.stream; stream != nil {
		c.stream = nil
		stream.Close()
	}
}
