package objects

import (
	"errors"
	"io"
	"sync/atomic"

	"readeratbench/bench/internal/content"
)

// A blob is an immutable byte sequence: a source that is generated as it is
// sent, or the blocks of an upload. References to it are counted, because its
// blocks go back to the pool, but not while responses are still sending them.
type blob struct {
	refs   atomic.Int32
	size   int64
	source content.Content // nil for an upload
	blocks []block
}

func newSourceBlob(c content.Content) *blob {
	b := &blob{size: c.Size(), source: c}
	b.refs.Store(1)
	return b
}

func newUploadBlob(blocks []block) *blob {
	b := &blob{blocks: blocks}
	for _, blk := range blocks {
		b.size += int64(len(blk))
	}
	b.refs.Store(1)
	return b
}

// retain returns false when the blob's memory is already back in the pool.
func (b *blob) retain() bool {
	for {
		n := b.refs.Load()
		if n == 0 {
			return false
		}
		if b.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (b *blob) release() {
	if b.refs.Add(-1) == 0 {
		freeBlocks(b.blocks)
		b.blocks = nil
	}
}

// writeTo writes n bytes from off on, which must lie inside the blob.
func (b *blob) writeTo(w io.Writer, off, n int64) (int64, error) {
	if b.source != nil {
		return b.writeSource(w, off, n)
	}
	return b.writeBlocks(w, off, n)
}

func (b *blob) writeSource(w io.Writer, off, n int64) (done int64, err error) {
	buf := getBuffer()
	defer putBuffer(buf)
	for done < n && err == nil {
		p := buf[:min(n-done, int64(len(buf)))]
		if m, rerr := b.source.ReadAt(p, off+done); m < len(p) {
			return done, rerr
		}
		var m int
		m, err = w.Write(p)
		done += int64(m)
	}
	return done, err
}

// writeBlocks writes pieces of the blocks themselves, of at most a buffer's
// length, so that a client that closes early costs no more than with a source.
func (b *blob) writeBlocks(w io.Writer, off, n int64) (done int64, err error) {
	for _, blk := range b.blocks {
		skip := min(off, int64(len(blk)))
		off -= skip
		for p := blk[skip:]; len(p) > 0 && done < n; {
			m, err := w.Write(p[:min(int64(len(p)), bufferSize, n-done)])
			done += int64(m)
			if err != nil {
				return done, err
			}
			p = p[m:]
		}
	}
	return done, nil
}

// wrongBytes counts the positions at which the blob and want differ, and those
// that only one of them has.
func (b *blob) wrongBytes(want content.Content) int64 {
	d := &differ{want: want}
	_, _ = b.writeTo(d, 0, b.size)
	return d.wrong + max(want.Size()-b.size, 0)
}

// A differ compares what is written to it with a content. It never fails.
type differ struct {
	want  content.Content
	off   int64
	wrong int64
}

func (d *differ) Write(p []byte) (int, error) {
	d.wrong += d.want.Diff(p, d.off)
	d.off += int64(len(p))
	return len(p), nil
}

// A body is what gofakes3 sends and closes: n bytes of a retained blob.
type body struct {
	blob   *blob
	off, n int64
}

// WriteTo lets io.Copy send the bytes without a buffer of its own.
func (b *body) WriteTo(w io.Writer) (int64, error) { return b.blob.writeTo(w, b.off, b.n) }

func (b *body) Close() error {
	b.blob.release()
	return nil
}

// Read is what io.Copy does not call on a WriterTo. It fails so that a
// gofakes3 that stops using io.Copy is noticed.
func (b *body) Read([]byte) (int, error) {
	return 0, errors.New("objects: an object's body has only WriteTo")
}
