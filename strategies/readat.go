package strategies

import (
	"context"
	"fmt"
	"io"
)

// base is what all readers have in common: the contract of io.ReaderAt as far as
// it needs no stream, and a life that Close ends, or the end of a context.
type base struct {
	name   string
	src    Source
	size   int64
	ctx    context.Context         // of every stream; cancelled means closed
	cancel context.CancelCauseFunc // with ErrClosed: Close was first
	unhook func() bool             // keeps parent from closing the reader
}

// newBase puts [Resuming] around src, so that every reader survives a broken stream
// and hears of what comes after the last byte.
func newBase(name string, src Source, c Config) base {
	src = watch(src, c)
	ctx, cancel := context.WithCancelCause(c.Context)
	return base{name: name, src: src, size: src.Size(), ctx: ctx, cancel: cancel}
}

// closeWithContext has the reader closed when the caller's context ends: that wakes those who
// wait for something else than a stream, and frees what the reader holds.
func (b *base) closeWithContext(parent context.Context, reader io.Closer) {
	set := make(chan struct{})
	b.unhook = context.AfterFunc(parent, func() {
		<-set
		guardedClose(reader)
	})
	close(set)
}

// shut ends everything that is in flight. It is the beginning of every Close.
func (b *base) shut() {
	b.cancel(ErrClosed)
	b.unhook()
}

// ended is why the reader is closed.
func (b *base) ended() error {
	if cause := context.Cause(b.ctx); cause != ErrClosed {
		return contextEnded{notEOF(cause)}
	}
	return ErrClosed
}

// Size is the object's length in bytes.
func (b *base) Size() int64 { return b.size }

func (b *base) closed() bool { return b.ctx.Err() != nil }

// readAt answers what can be answered without the bytes and leaves the rest to
// fetch, whose p is never empty and lies wholly inside the object. fetch returns
// a nil error exactly when it has filled p.
func (b *base) readAt(p []byte, off int64, fetch func(p []byte, off int64) (int, error)) (int, error) {
	switch {
	case b.closed():
		return 0, final{fmt.Errorf("strategies: %s: read %d bytes at %d: %w", b.name, len(p), off, b.ended())}
	case off < 0:
		return 0, final{fmt.Errorf("strategies: %s: read %d bytes at %d: %w", b.name, len(p), off, errNegativeOffset)}
	case off >= b.size:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	// size-off cannot overflow where off+len(p) can. The capacity is cut too, so
	// that no stream can write behind the caller's back.
	inside := min(int64(len(p)), b.size-off)
	n, err := fetch(p[:inside:inside], off)
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

// open gets a stream for the n bytes at off; length is what the source is asked
// for.
func (b *base) open(off, length int64, n int) (io.ReadCloser, error) {
	stream, err := b.openIn(b.ctx, off, length)
	if err != nil {
		return nil, b.fail("open", off, n, err)
	}
	return stream, nil
}

// openIn opens a stream in ctx, which Close ends. A stream that arrives after that
// is closed here: no other code has it.
func (b *base) openIn(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	stream, err := b.src.Open(ctx, off, length)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		stream.Close()
		return nil, ctx.Err()
	}
	return stream, nil
}

// fail words the failure of op on the n bytes at off, n > 0. Whatever a stream
// says after Close, such as context.Canceled, is a consequence of Close.
func (b *base) fail(op string, off int64, n int, err error) error {
	if b.closed() {
		err = b.ended()
	} else {
		err = notEOF(err)
	}
	err = fmt.Errorf("strategies: %s: %s bytes %d-%d: %w", b.name, op, off, off+int64(n)-1, err)
	if permanent(err) {
		return final{err}
	}
	return err
}

// maxEmptyReads bounds the (0, nil) reads in a row that count as a slow stream
// and not as a broken one; bufio draws the line at 100 too.
const maxEmptyReads = 100

// fill reads len(p) bytes from r, a stream of [Resuming]'s, whose counts are possible,
// and never asks for more. With n == len(p) the read has succeeded, and a non-nil error
// only says that r is at its end; with less, the error is non-nil.
func fill(r io.Reader, p []byte) (n int, err error) {
	for empty := 0; n < len(p) && err == nil; {
		var m int
		m, err = r.Read(p[n:])
		n += m
		if empty++; m > 0 {
			empty = 0
		}
		if empty == maxEmptyReads && err == nil {
			err = io.ErrNoProgress
		}
	}
	return n, err
}
