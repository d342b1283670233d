package readeratest

import (
	"context"
	"fmt"
	"io"
)

// bytesMutants are wrong in one call alone.
var bytesMutants = []mutant{
	{name: "head-of-object", what: "the server ignored the range, and the reader did not look", rule: "right-bytes",
		open: func(src Source) io.ReaderAt {
			return plain(src, func(ctx context.Context, p []byte, _ int64) (int, error) {
				stream, err := src.Open(ctx, 0, -1)
				if err != nil {
					return 0, err
				}
				defer stream.Close()
				return fill(stream, p)
			})
		}},
	{name: "block-without-offset", what: "a read that begins within a block gets the block's beginning", rule: "right-bytes",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) { return r.readFunc(p, off-off%blockSize) })
		}},
	{name: "lost-at-seam", what: "of a read across two blocks the second starts one byte late", rule: "right-bytes",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				seam := int(blockSize - off%blockSize)
				if seam >= len(p) || off+int64(len(p)) >= src.Size() {
					return r.readFunc(p, off)
				}
				n, err := r.readFunc(p[:seam], off)
				if err != nil {
					return n, err
				}
				m, err := r.readFunc(p[seam:], off+int64(seam)+1)
				return n + m, err
			})
		}},
	{name: "last-byte-missing", what: "an inclusive end is taken for an exclusive one: the object ends a byte early", rule: "eof-only-at-end",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				last := src.Size() - 1
				if off < 0 || off+int64(len(p)) <= last {
					return r.ReadAt(p, off)
				}
				n, err := r.ReadAt(p[:max(last-off, 0)], off)
				if err == nil {
					err = io.EOF
				}
				return n, err
			})
		}},
	{name: "tail-dropped", what: "a read that reaches past the end is refused whole", rule: "eof-past-end",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if off >= 0 && off+int64(len(p)) > src.Size() {
					return 0, io.EOF
				}
				return r.ReadAt(p, off)
			})
		}},
	{name: "end-overflows", what: "off+len(p) is compared with the size, and is negative for large offsets", rule: "eof-past-end",
		open: func(src Source) io.ReaderAt {
			data := slurp(src)
			return readFunc(func(p []byte, off int64) (n int, err error) {
				end := off + int64(len(p))
				if off < 0 {
					return 0, errBadRange
				}
				if end > src.Size() {
					off, end, err = min(off, src.Size()), src.Size(), io.EOF
				}
				return copy(p, data[off:end]), err
			})
		}},
	{name: "thirty-two-bits", what: "the offset passes through 32 bits", rule: "eof-past-end",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if off < 0 {
					return 0, errBadRange
				}
				return r.ReadAt(p, int64(uint32(off)))
			})
		}},
	{name: "reads-past-size", what: "the last block is padded, and the padding counts", rule: "eof-past-end",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				padded := (src.Size() + blockSize - 1) / blockSize * blockSize
				if err == io.EOF && off+int64(len(p)) <= padded {
					return len(p), nil
				}
				return n, err
			})
		}},
	{name: "wraps-eof", what: "io.EOF gets a context, and is the end no more", rule: "eof-past-end",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				n, err := r.ReadAt(p, off)
				if err != nil {
					err = fmt.Errorf("read at %d: %w", off, err)
				}
				return n, err
			})
		}},
	{name: "nothing-past-end", what: "past the end it returns 0, nil", rule: "short-read-has-error",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if off >= src.Size() {
					return 0, nil
				}
				return r.ReadAt(p, off)
			})
		}},
	{name: "empty-asks", what: "an empty p becomes a request for no bytes, which the server refuses", rule: "empty-read",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if len(p) == 0 {
					return 0, fmt.Errorf("bytes=%d-%d: range not satisfiable", off, off-1)
				}
				return r.ReadAt(p, off)
			})
		}},
	{name: "negative-panics", what: "a negative offset becomes a slice index", rule: "negative-offset",
		open: func(src Source) io.ReaderAt {
			content := slurp(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if off >= src.Size() {
					return 0, io.EOF
				}
				n := copy(p, content[off:])
				if n < len(p) {
					return n, io.EOF
				}
				return n, nil
			})
		}},
	{name: "negative-from-end", what: "a negative offset counts from the end, as in a Range header", rule: "negative-offset",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				if off < 0 {
					off = max(src.Size()+off, 0)
				}
				return r.ReadAt(p, off)
			})
		}},
}
