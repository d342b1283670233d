package harness

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

// Run does one operation of the cell in a world of its own.
func (c Cell) Run() (f Figures, err error) {
	in := inVirtual
	if c.Wall {
		in = inWall
	}
	err = in(c.Profile, c.Objects, func(w *World) (err error) {
		f, err = c.operate(w)
		return err
	})
	return f, err
}

// operate copies the object and counts.
func (c Cell) operate(w *World) (Figures, error) {
	took, err := c.copyAll(w)
	if n := w.network.hangUps(); n > 0 && brokenOff(err) {
		err = fmt.Errorf("%w (the store hung up on %d connections on which nothing had moved for %v, the idleTimeout of profile %s; the way out is a client that does not wait that long, or \"idleTimeout\": \"0s\" in the profile, for a store that never hangs up)",
			err, n, c.Profile.IdleTimeout, c.Profile.Name)
	}
	if err != nil {
		return Figures{}, err
	}
	w.settle()
	f := Figures{Took: took, Conns: w.network.Dials(), Usage: w.meter.Used(), ReadErrors: w.readErrors.Load()}
	for i := range w.objects {
		if err := f.take(w.of(i)); err != nil {
			return Figures{}, err
		}
	}
	if open := w.network.Open(); open > 0 { // after the bytes, which would not be compared
		return f, fmt.Errorf("bench: %d connections are still open after Close: the reader leaks streams (%d of %d bytes are wrong)", open, f.Wrong, f.Size)
	}
	return f, w.meter.WriteTrace()
}

// take adds what the copy of one object came to.
func (f *Figures) take(w *World) error {
	dest, ok := w.store.Uploaded(w.Bucket, w.destination)
	if !ok {
		return errors.New("bench: the uploader reported success, but there is no object")
	}
	f.Size += dest.Size()
	f.GETs += w.store.Gets(w.Bucket, w.Key)
	f.SourceB += w.store.BodySent(w.Bucket, w.Key)
	f.Wrong += dest.WrongBytes(w.content)
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
// returns how long that took: from construction of the first reader to the return of
// the last upload. The readers are closed as their uploads return.
func (c Cell) copyAll(w *World) (time.Duration, error) {
	w.meter.Start()
	var all errgroup.Group
	all.SetLimit(cmp.Or(c.Parallel, len(w.objects)))
	for i := range w.objects {
		all.Go(func() error { return c.copy(w.of(i)) })
	}
	err := all.Wait()
	return w.meter.Took(), err
}

// copy uploads one object.
func (c Cell) copy(w *World) (err error) {
	ctx := context.Background()
	b, err := c.open(ctx, w)
	if err != nil {
		return fmt.Errorf("open the reader: %w", err)
	}
	defer func() {
		if e := b.Close(); e != nil {
			err = errors.Join(err, fmt.Errorf("close the reader: %w", e))
		}
	}()
	defer w.meter.Lap()
	if err := c.Uploader.upload(ctx, c.Uploader, w.S3, w.destination, b.Reader); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	return nil
}
