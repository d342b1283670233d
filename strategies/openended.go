package strategies

import (
	"context"
	"io"
)

// openEnded is a source that is always asked for everything to the object's end,
// as is one that knows no lengths (see [FromOpen]). A caller that wants less
// closes the stream early, and over HTTP/1.1 that costs the connection.
type openEnded struct{ Source }

var _ Source = openEnded{}

func (openEnded) endless() {}

func (s openEnded) Open(ctx context.Context, off, _ int64) (io.ReadCloser, error) {
	return s.Source.Open(ctx, off, -1)
}

// newStatelessOpenEnded returns a Stateless that cannot say how much it wants.
func newStatelessOpenEnded(src Source, opts ...Option) *Stateless {
	s := NewStateless(openEnded{src}, opts...)
	s.name = "stateless-open-ended"
	return s
}
