package defects

import (
	"context"
	"io"
	"io/fs"

	"readeratbench/strategies"
)

// reader is what both have in common: one stream to the object's end and a note
// of how far it has come, all of it unguarded.
type reader struct {
	src    strategies.Source
	stream io.ReadCloser
	pos    int64
	closed bool

	mending Mending // of the three defects
	deaf    bool    // to the offset it is to open a stream at
}

func (r *reader) Size() int64 { return r.src.Size() }

func (r *reader) readAt(p []byte, off int64) (int, error) {
	if r.closed {
		if r.mending.has(MendClose) { // defect 3: without this line
			return 0, fs.ErrClosed
		}
		return 0, io.EOF
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
	from := off
	if r.deaf {
		from = 0
	}
	stream, err := r.src.Open(context.Background(), from, -1)
	if err != nil {
		return err
	}
	r.stream = stream
	if r.mending.has(MendOffset) { // defect 1: without this line
		r.pos = off
	}
	return nil
}

// drain asks r.stream anew for every piece: another caller may have replaced it
// meanwhile, or be about to.
func (r *reader) drain(p []byte) (total int, err error) {
	for {
		n, err := r.stream.Read(p)
		total += n
		p = p[n:]
		done := n == len(p) // defect 2: len(p) is what is left now
		if r.mending.has(MendShortRead) {
			done = len(p) == 0
		}
		if err != nil || done {
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
