package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// figures is what one operation cost.
type figures struct {
	took     time.Duration // on the lane's clock
	size     int64         // bytes that arrived, right or wrong
	gets     int64
	conns    int64
	srcBytes int64
	wrong    int64
	usage
}

// run does one operation of the cell in a world of its own.
func (c cell) run() (f figures, err error) {
	in := inVirtualWorld
	if c.wall {
		in = inWallWorld
	}
	err = in(c.profile, c.objects(), func(w *world) (err error) {
		f, err = c.operate(w)
		return err
	})
	return f, err
}

// operate copies the object and counts.
func (c cell) operate(w *world) (figures, error) {
	took, err := c.copyAll(w)
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
	f := figures{took: took, conns: w.lane.Dials(), usage: w.meter.used}
	for i := range w.objects {
		if err := f.take(w.of(i)); err != nil {
			return figures{}, err
		}
	}
	return f, w.meter.writeTrace()
}

// take adds what the copy of one object came to.
func (f *figures) take(w *world) error {
	dest, ok := w.store.Uploaded(w.Bucket, w.destination)
	if !ok {
		return errors.New("bench: the uploader reported success, but there is no object")
	}
	f.size += dest.Size()
	f.gets += w.store.Gets(w.Bucket, w.Key)
	f.srcBytes += w.store.BodySent(w.Bucket, w.Key)
	f.wrong += dest.WrongBytes(w.content)
	w.store.Remove(w.Bucket, w.destination) // its memory serves the next operation
	return nil
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

// copyAll copies every object of the world, as many at once as the cell says, and
// returns how long that took: from the making of the first reader to the return of
// the last upload. The readers are closed as their uploads return.
func (c cell) copyAll(w *world) (time.Duration, error) {
	w.need = c.uploader.need
	w.meter.start()
	var all errgroup.Group
	all.SetLimit(cmp.Or(c.parallel, len(w.objects)))
	for i := range w.objects {
		all.Go(func() error { return c.copy(w.of(i)) })
	}
	err := all.Wait()
	return w.meter.took, err
}

// copy uploads one object.
func (c cell) copy(w *world) (err error) {
	ctx := context.Background()
	b, err := c.subject.open(ctx, w)
	if err != nil {
		return fmt.Errorf("open the reader: %w", err)
	}
	defer func() {
		if e := b.Close(); e != nil {
			err = errors.Join(err, fmt.Errorf("close the reader: %w", e))
		}
	}()
	defer w.meter.lap()
	if err := c.uploader.upload(ctx, w.S3, bucket, w.destination, b.Reader); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	return nil
}
