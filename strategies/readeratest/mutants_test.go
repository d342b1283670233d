package readeratest

import (
	"context"
	"io"
)

// mutant is a reader that is broken in one way, and the rule meant for it.
type mutant struct {
	name string
	what string // is wrong
	rule string
	// stress marks those whose faulty window does not span a call into the
	// source: no schedule can hold it open, so that they are found by luck.
	stress bool
	// races marks data races by nature, which the race detector finds first.
	races bool
	open  func(Source) io.ReaderAt
}

// mutants is all of them.
func mutants() []mutant {
	var all []mutant
	for _, part := range [][]mutant{positionMutants, bytesMutants, sizesMutants, streamMutants, sharedMutants, bufferMutants, closeMutants} {
		all = append(all, part...)
	}
	return all
}

func (s mutant) newReader(src Source) (io.ReaderAt, error) { return s.open(src), nil }

// plain is a stateless reader whose fetch is broken; it has no Close.
func plain(src Source, fetch func(ctx context.Context, p []byte, off int64) (int, error)) io.ReaderAt {
	return inside(src, func(p []byte, off int64) (int, error) {
		return fetch(context.Background(), p, off)
	})
}

// exact opens the range of p and reads it by read.
func exact(src Source, read func(stream io.Reader, p []byte) (int, error)) io.ReaderAt {
	return plain(src, func(ctx context.Context, p []byte, off int64) (int, error) {
		stream, err := src.Open(ctx, off, int64(len(p)))
		if err != nil {
			return 0, err
		}
		defer stream.Close()
		return read(stream, p)
	})
}
