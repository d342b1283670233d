package peers

import (
	"context"
	"io"

	"github.com/airbusgeo/osio"
)

// osioBlocks makes blocks small beside the suite's objects and the cache smaller
// than the object, so that fetching, sharing and eviction all take place. With
// the defaults (100 blocks of 128 KiB) an object of the suite would be read once,
// by the constructor.
var osioBlocks = []osio.AdapterOption{osio.BlockSize("512B"), osio.NumCachedBlocks(4)}

func newOSIO(k osio.KeyStreamerAt, key string) (io.ReaderAt, error) {
	a, err := osio.NewAdapter(k, osioBlocks...)
	if err != nil {
		return nil, err
	}
	return a.Reader(key)
}

// A streamer is a Source as osio asks for it: ranges clipped to the object, its
// size with every reply, io.EOF at and past its end like osio's own handlers.
type streamer struct{ src Source }

var _ osio.KeyStreamerAt = streamer{}

func (s streamer) StreamAt(_ string, off, n int64) (io.ReadCloser, int64, error) {
	size := s.src.Size()
	if off >= size {
		return nil, size, io.EOF
	}
	b, err := openBody(context.Background(), s.src, off, min(n, size-off))
	if err != nil {
		return nil, 0, err
	}
	return b, size, nil
}

func osioOverSource(src Source) (io.ReaderAt, error) { return newOSIO(streamer{src}, "object") }

// Over HTTP osio brings its own handler.
func osioOverHTTP(o object) (io.ReaderAt, error) {
	h, err := osio.HTTPHandle(context.Background(), osio.HTTPClient(o.client))
	if err != nil {
		return nil, err
	}
	return newOSIO(h, o.url())
}
