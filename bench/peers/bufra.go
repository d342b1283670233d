package peers

import (
	"context"
	"fmt"
	"io"

	bufra "github.com/avvmoto/buf-readerat"
)

// bufraBuffer is small beside the suite's objects, so that the buffer moves.
const bufraBuffer = 512

// newBufra puts the peer over the plainest correct reader, so that what is found
// is the peer's.
func newBufra(src Source) (io.ReaderAt, error) {
	return &locked{r: bufra.NewBufReaderAt(exact{src}, bufraBuffer)}, nil
}

func bufraOverHTTP(o object) (io.ReaderAt, error) { return newBufra(o.source()) }

// exact opens the range of each call and closes it. It is an io.ReaderAt and
// nothing else, and safe for concurrent use.
type exact struct{ src Source }

var _ io.ReaderAt = exact{}

func (e exact) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("peers: negative offset %d", off)
	}
	rest := e.src.Size() - off
	if rest <= 0 {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	if int64(len(p)) <= rest {
		return e.fill(p, off)
	}
	n, err := e.fill(p[:rest], off)
	if err == nil {
		err = io.EOF
	}
	return n, err
}

func (e exact) fill(p []byte, off int64) (int, error) {
	b, err := openBody(context.Background(), e.src, off, int64(len(p)))
	if err != nil {
		return 0, err
	}
	defer b.Close()
	n, err := io.ReadFull(b, p)
	if err == io.EOF { // a body is never empty here
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
