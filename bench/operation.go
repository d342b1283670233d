package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// figures is what one operation cost.
type figures struct {
	took     time.Duration // on the lane's clock
	size     int64         // bytes that arrived, right or wrong
	gets     int64
	conns    int64
	srcBytes int64
	wrong    int64
}

// run does one operation of the cell in a world of its own.
func (c cell) run() (f figures, err error) {
	in := inVirtualWorld
	if c.wall {
		in = inWallWorld
	}
	err = in(c.profile, c.content, func(w *world) (err error) {
		f, err = c.operate(w)
		return err
	})
	return f, err
}

// operate copies the object and counts.
func (c cell) operate(w *world) (figures, error) {
	took, err := c.copy(w)
	if n := w.lane.hangUps(); n > 0 && brokenOff(err) {
		err = fmt.Errorf("%w (the store hung up on %d connections on which nothing had moved for %v, the idleTimeout of profile %s)",
			err, n, c.profile.IdleTimeout, c.profile.Name)
	}
	if err != nil {
		return figures{}, err
	}
	w.settle()
	if open := w.lane.Open(); open > 0 {
		return figures{}, fmt.Errorf("bench: %d connections are still open after Close: the reader leaks streams", open)
	}
	dest, ok := w.store.Uploaded(bucket, destKey)
	if !ok {
		return figures{}, errors.New("bench: the uploader reported success, but there is no object")
	}
	defer w.store.Remove(bucket, destKey) // its memory serves the next operation
	return figures{
		took:     took,
		size:     dest.Size(),
		gets:     w.store.Gets(bucket, sourceKey),
		conns:    w.lane.Dials(),
		srcBytes: w.store.BodySent(bucket, sourceKey),
		wrong:    dest.WrongBytes(c.content),
	}, nil
}

// brokenOff tells errors that a connection's end leads to from others: idle
// connections are hung up on in copies that fail for other reasons as well.
func brokenOff(err error) bool {
	for _, end := range []error{net.ErrClosed, syscall.ECONNRESET, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// copy uploads the object and returns how long that took, from the making of the
// reader to the uploader's return.
func (c cell) copy(w *world) (took time.Duration, err error) {
	ctx := context.Background()
	w.need = c.uploader.need
	start := time.Now()
	b, err := c.subject.open(ctx, w)
	if err != nil {
		return 0, fmt.Errorf("open the reader: %w", err)
	}
	defer func() {
		if e := b.Close(); e != nil {
			err = errors.Join(err, fmt.Errorf("close the reader: %w", e))
		}
	}()
	if err := c.uploader.upload(ctx, w.S3, bucket, destKey, b.Reader); err != nil {
		return 0, fmt.Errorf("upload: %w", err)
	}
	return time.Since(start), nil
}
