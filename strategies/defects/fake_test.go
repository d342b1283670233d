package defects_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"

	"readeratbench/strategies"
)

// object returns n bytes in which no two aligned words are equal.
func object(n int) []byte {
	b := make([]byte, 0, n+8)
	for i := uint64(1); len(b) < n; i++ {
		b = binary.LittleEndian.AppendUint64(b, i*0x9e3779b97f4a7c15)
	}
	return b[:n]
}

// source streams an object through shape.
type source struct {
	object []byte
	shape  func(io.Reader) io.Reader
}

var _ strategies.Source = source{}

func (s source) Size() int64 { return int64(len(s.object)) }

func (s source) Open(_ context.Context, off, _ int64) (io.ReadCloser, error) {
	var r io.Reader = bytes.NewReader(s.object[off:])
	if s.shape != nil {
		r = s.shape(r)
	}
	return io.NopCloser(r), nil
}

// gated is a source in which every Open and every non-empty Read reports itself
// and waits for the test. Everything the readers under test do between two
// waits is therefore ordered by the test: unsynchronised, but not a data race.
type gated struct {
	object []byte
	calls  chan call
}

// call is one Open or Read that waits; it goes on when sent the most bytes it
// may deliver.
type call struct {
	at   int64 // the offset the stream stands at
	open bool
	goOn chan int
}

func newGated(object []byte) *gated { return &gated{object, make(chan call)} }

func (g *gated) wait(at int64, open bool) int {
	c := call{at, open, make(chan int)}
	g.calls <- c
	return <-c.goOn
}

func (g *gated) Size() int64 { return int64(len(g.object)) }

func (g *gated) Open(_ context.Context, off, _ int64) (io.ReadCloser, error) {
	g.wait(off, true)
	return &gatedStream{g, off}, nil
}

type gatedStream struct {
	g   *gated
	pos int64
}

func (s *gatedStream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	most := s.g.wait(s.pos, false)
	n := copy(p[:min(most, len(p))], s.g.object[s.pos:])
	s.pos += int64(n)
	return n, nil
}

// Close changes nothing: what has arrived is still delivered.
func (s *gatedStream) Close() error { return nil }
