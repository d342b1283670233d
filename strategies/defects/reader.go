package defects

import (
	"context"
	"io"

	"readeratbench/strategies"
)

// reader is what both have in common: one stream to the object's end and a note
// of how far it has come, all of it unguarded.
type reader struct {
	src    strategies.Source
	stream io.ReadCloser
	pos    int64
	closed bool
}

func (r *reader) Size() int64 { return r.src.Size() }

func (r *reader) readAt(p []byte, off int64) (int, error) {
	if r.closed {
		return 0, io.EOF // defect 3
	}
	if err := r.moveTo(off); err != nil {
		return 0, err
	}
	n, err := r.drain(p)
	r.pos += int64(n) // defect 1: right for the first stream only
	return n, err
}

func (r *reader) moveTo(off int64) error {
	if r.stream != nil && r.pos == off {
		return nil
	}
	r.closeStream()
	stream, err := r.src.Open(context.Background(), off, -1)
	if err != nil {
		return err
	}
	r.stream = stream // defect 1: pos ought to become off here
	return nil
}

// drain asks r.stream anew for every piece: another caller may have replaced it
// meanwhile, or be about to.
func (r *reader) drain(p []byte) (total int, err error) {
	for {
		n, err := r.stream.Read(p)
		total += n
		p = p[n:]
		if err != nil || n == len(p) { // defect 2: len(p) is what is left now
			return total, err
		}
	}
}

func (r *reader) close() error {
	r.closed = true
	return r.closeStream()
}

func (r *reader) closeStream() error {
	if r.stream == nil {
		return nil
	}
	err := r.stream.Close()
	r.stream = nil
	return err
}
