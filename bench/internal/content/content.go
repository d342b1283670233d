// Package content holds the bytes under test: immutable sequences that are
// read and compared at any offset without being materialised, so that a 1 GiB
// source costs no memory and a wrong byte in a copy is found at its position.
package content

import (
	"errors"
	"io"
)

// A Content is an immutable byte sequence. It is safe for concurrent use.
//
// ReadAt follows [io.ReaderAt]: fewer than len(p) bytes only at the end, then
// with [io.EOF]; a negative offset is an error. The caller owns p.
type Content interface {
	io.ReaderAt
	// Size is the length in bytes.
	Size() int64
	// Diff reports how many of p's bytes differ from the content at off. A
	// byte outside the content has nothing to be equal to, so it counts.
	Diff(p []byte, off int64) int64
}

var errNegativeOffset = errors.New("content: negative offset")

// inside clips n bytes at off to a content of size bytes: skip of them are before
// its start, the next in are inside.
func inside(n int, off, size int64) (skip, in int64) {
	skip = min(max(-off, 0), int64(n))
	// The subtraction cannot overflow: off+skip is at least 0 where any byte is left.
	return skip, min(int64(n)-skip, max(size-(off+skip), 0))
}

// clip applies io.ReaderAt's contract to p: it returns the part of p that can
// be filled and the error that goes with it.
func clip(p []byte, off, size int64) ([]byte, error) {
	if off < 0 {
		return nil, errNegativeOffset
	}
	if off >= size {
		return nil, io.EOF
	}
	if int64(len(p)) > size-off {
		return p[:size-off], io.EOF
	}
	return p, nil
}
