package strategies

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// fromStart is a source that can open the object at byte 0 only: the bytes
// before the offset are fetched and thrown away.
type fromStart struct{ Source }

var _ Source = fromStart{}

// newReopenAt0 returns a Mutex whose every reopening starts at byte 0. Streams are
// resumed where they stopped, below that: a break is not what this reader is about.
func newReopenAt0(src Source, opts ...Option) *Mutex {
	opts = slices.Clone(opts)
	m := NewMutex(fromStart{watch(src, NewConfig(opts...))}, append(opts, WithResumes(0), WithStall(0))...)
	m.name = "reopen-at-0"
	return m
}

func (s fromStart) Open(ctx context.Context, off, length int64) (_ io.ReadCloser, err error) {
	if length >= 0 {
		length += off // inside the object, so that it cannot overflow
	}
	stream, err := s.Source.Open(ctx, 0, length)
	if err != nil {
		return nil, err
	}
	ready := false
	defer func() { // a Read that panics must not leave the stream open either
		if !ready {
			stream.Close()
		}
	}()
	if err := discard(ctx, stream, off); err != nil {
		return nil, fmt.Errorf("discard bytes 0-%d: %w", off-1, notEOF(err))
	}
	ready = true
	return stream, nil
}

// discardSize is the most that is thrown away at a time.
const discardSize = 32 << 10

// discard reads n bytes. It asks the context before each piece: a stream may
// have bytes at hand for longer than they are wanted. io.CopyN would not end
// with a stream that returns (0, nil) for ever.
func discard(ctx context.Context, stream io.Reader, n int64) error {
	p := make([]byte, min(n, discardSize))
	for n > 0 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		p = p[:min(n, discardSize)]
		if _, err := fill(stream, p); err != nil {
			return err // also with the last byte: then the stream is spent
		}
		n -= int64(len(p))
	}
	return nil
}
