package objects

import (
	"errors"
	"hash/crc32"
	"io"
	"sync"

	"github.com/johannesboyne/gofakes3"
)

const (
	// bufferSize is what a body is sent in: net/http's own copy size.
	bufferSize = 32 << 10
	// blockSize divides the parts of both uploaders (5 MiB and 8 MiB), so that
	// their blocks are full.
	blockSize = 256 << 10
)

// A block is a piece of an upload, pooled if it has blockSize to grow to.
type block = []byte

// Package-wide pools, so that one store's blocks serve the next: a benchmark
// makes a store per operation. The garbage collector empties them.
var (
	blockPool  sync.Pool
	bufferPool = sync.Pool{New: func() any { return new([bufferSize]byte) }}
)

func getBuffer() *[bufferSize]byte  { return bufferPool.Get().(*[bufferSize]byte) }
func putBuffer(b *[bufferSize]byte) { bufferPool.Put(b) }

// newBlock returns a block for the next of n bytes, of at most blockSize. A short
// one has its exact size: a thousand small objects must not take 256 MiB.
func newBlock(n int64) block {
	if n < blockSize {
		return make(block, n)
	}
	if b, ok := blockPool.Get().(*[blockSize]byte); ok {
		return b[:]
	}
	return new([blockSize]byte)[:]
}

func freeBlocks(blocks []block) {
	for _, b := range blocks {
		if len(b) == blockSize {
			blockPool.Put((*[blockSize]byte)(b))
		}
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// receive reads a body of size bytes to its end, straight into blocks. The
// checksum is taken while the bytes are in the cache.
func receive(r io.Reader, size int64) (blocks []block, crc uint32, err error) {
	for left := size; left > 0 && err == nil; {
		b := newBlock(left)
		blocks = append(blocks, b)
		left -= int64(len(b))
		crc, err = fill(r, b, crc)
	}
	if err == nil {
		err = expectEOF(r)
	}
	if err != nil {
		freeBlocks(blocks)
		return nil, 0, err
	}
	return blocks, crc, nil
}

func fill(r io.Reader, b block, crc uint32) (uint32, error) {
	for n := 0; n < len(b); {
		m, err := r.Read(b[n:])
		crc = crc32.Update(crc, castagnoli, b[n:n+m])
		if n += m; n == len(b) && (err == nil || err == io.EOF) {
			break
		}
		if err != nil {
			return crc, bodyError(err)
		}
	}
	return crc, nil
}

// expectEOF reads the end itself: gofakes3 compares Content-MD5 there.
func expectEOF(r io.Reader) error {
	var one [1]byte
	for {
		switch n, err := r.Read(one[:]); {
		case n > 0:
			return gofakes3.ErrIncompleteBody
		case err == io.EOF:
			return nil
		case err != nil:
			return bodyError(err)
		}
	}
}

// bodyError names a body that is shorter than announced as S3 does.
func bodyError(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return gofakes3.ErrIncompleteBody
	}
	return err
}
