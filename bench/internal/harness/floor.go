package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"readeratbench/strategies"
)

// floor is the least that a copy with the client can take, whichever reader: the
// upload of a body in memory, but for what the uploader needs of it before it sends
// its first byte. That has to come from the store, over connections that are not
// there yet, in as many requests side by side as readers have streams
// (strategies.DefaultStreams); they are sent when the uploader first reads, and no
// read returns before all of it has come. Its requests are in the figures.
type floor struct {
	ctx   context.Context
	w     *World
	need  int64         // bytes that the uploader reads before it sends any
	first chan struct{} // taken by the first caller
	come  chan struct{} // closed after err is set
	err   error
}

var _ io.ReaderAt = (*floor)(nil)

func newFloor(ctx context.Context, w *World, need int64) *floor {
	return &floor{ctx: ctx, w: w, need: need, first: make(chan struct{}, 1), come: make(chan struct{})}
}

func (f *floor) ReadAt(p []byte, off int64) (int, error) {
	select {
	case f.first <- struct{}{}:
		f.err = f.fetch(off - off%f.need)
		close(f.come)
	default:
		<-f.come
	}
	if f.err != nil {
		return 0, f.err
	}
	return f.w.content.ReadAt(p, off)
}

// minFetch is the least that is worth a request of its own: what the manager needs.
const minFetch = managerNeeds

// fetch gets what is needed first, from off on, in equal ranges at once.
func (f *floor) fetch(off int64) error {
	need := min(f.need, f.w.Size-off)
	size := max((need+strategies.DefaultStreams-1)/strategies.DefaultStreams, minFetch)
	errs := make(chan error, strategies.DefaultStreams)
	var ranges sync.WaitGroup
	for from := off; from < off+need; from += size {
		ranges.Go(func() { errs <- f.get(from, min(size, off+need-from)) })
	}
	ranges.Wait()
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

// get fetches n bytes from off, by the request a reader sends, and compares
// them with the object.
func (f *floor) get(off, n int64) error {
	stream, err := f.w.source().Open(f.ctx, off, n)
	if err != nil {
		return err
	}
	defer stream.Close()
	got := make([]byte, n)
	if _, err := io.ReadFull(stream, got); err != nil {
		return err
	}
	if wrong := f.w.content.Diff(got, off); wrong != 0 {
		return fmt.Errorf("bench: floor: %d of bytes %d-%d are wrong", wrong, off, off+n-1)
	}
	return nil
}
