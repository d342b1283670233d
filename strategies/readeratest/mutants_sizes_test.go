package readeratest

import "io"

// sizesMutants are wrong for objects of some sizes alone, which a black box does not
// choose.
var sizesMutants = []mutant{
	{name: "last-block-empty", what: "the last block has size%block bytes, which is none where it ought to be all", rule: "right-bytes",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return inside(src, func(p []byte, off int64) (int, error) {
				last := (src.Size() - 1) / blockSize * blockSize
				end := last + src.Size()%blockSize
				if off+int64(len(p)) <= max(last, end) {
					return r.ReadAt(p, off)
				}
				n, err := r.ReadAt(p[:max(last-off, 0)], off)
				if err == nil {
					err = io.ErrUnexpectedEOF
				}
				return n, err
			})
		}},
	{name: "empty-object-panics", what: "the first block of an object without any", rule: "right-bytes",
		open: func(src Source) io.ReaderAt {
			r := stateless(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				blocks := make([]bool, (src.Size()+blockSize-1)/blockSize)
				blocks[0] = true
				return r.ReadAt(p, off)
			})
		}},
}
