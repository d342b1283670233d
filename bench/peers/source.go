package peers

import (
	"context"
	"io"

	"readeratbench/strategies"
)

// Source is where a peer's bytes come from. The suite's own Source has the same
// method set.
type Source = strategies.Source

// readAll is for the peers that hold the whole object.
func readAll(src Source) ([]byte, error) {
	stream, err := src.Open(context.Background(), 0, -1)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	return io.ReadAll(io.LimitReader(stream, src.Size()))
}
