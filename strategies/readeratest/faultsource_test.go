package readeratest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"testing"
	"time"
)

// piece is what one Read of 10 bytes returned.
type piece struct {
	n   int
	err error
}

// Streams follow their script: each of these is a stream of 25 bytes, read to its
// first error.
func TestStreamsFollowTheScript(t *testing.T) {
	for _, c := range []struct {
		how  script
		want []piece
	}{
		{script{}, []piece{{10, nil}, {10, nil}, {5, nil}, {0, io.EOF}}},
		{script{half: true}, []piece{{5, nil}, {5, nil}, {5, nil}, {5, nil}, {3, nil}, {1, nil}, {1, nil}, {0, io.EOF}}},
		{script{most: 9}, []piece{{9, nil}, {9, nil}, {7, nil}, {0, io.EOF}}},
		{script{first: 2}, []piece{{2, nil}, {2, nil}, {2, nil}, {2, nil}, {10, nil}, {7, nil}, {0, io.EOF}}},
		{script{eofWithData: true}, []piece{{10, nil}, {10, nil}, {5, io.EOF}}},
		{script{pauses: true}, []piece{{0, nil}, {10, nil}, {0, nil}, {10, nil}, {0, nil}, {5, nil}, {0, nil}, {0, io.EOF}}},
		{broken(0, false), []piece{{0, errBroken}}},
		{broken(17, false), []piece{{10, nil}, {7, nil}, {0, errBroken}}},
		{broken(17, true), []piece{{10, nil}, {7, errBroken}}},
		{truncated(10), []piece{{10, nil}, {0, io.EOF}}},
	} {
		g := newFaultSource(c.how, newWatch(time.Second))
		stream, err := g.Open(t.Context(), 100, 25)
		if err != nil {
			t.Fatal(err)
		}
		got, content := drain(stream)
		if !reflect.DeepEqual(got, c.want) || !bytes.Equal(content, theContent[100:100+len(content)]) {
			t.Errorf("%+v: Reads = %v; want %v, and the bytes from 100 on", c.how, got, c.want)
		}
	}
}

func drain(r io.Reader) (pieces []piece, content []byte) {
	for {
		p := make([]byte, 10)
		n, err := r.Read(p)
		pieces = append(pieces, piece{n, err})
		content = append(content, p[:n]...)
		if err != nil {
			return pieces, content
		}
	}
}

// What waits at a gate is ended by the context and by Close, unless the script
// is deaf.
func TestGatesCanBeLeft(t *testing.T) {
	g := newFaultSource(script{}, newWatch(time.Second))
	stream, err := g.Open(t.Context(), 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	g.hold(false)
	go stream.Close()
	if _, err := stream.Read(make([]byte, 1)); !errors.Is(err, errClosed) {
		t.Errorf("Read of a stream that is closed meanwhile = %v; want %v", err, errClosed)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, err := g.Open(ctx, 0, -1); !errors.Is(err, context.Canceled) {
		t.Errorf("Open that is cancelled meanwhile = %v; want %v", err, context.Canceled)
	}
	cold := newFaultSource(script{}, g.watch)
	if _, err := cold.Open(ctx, 0, -1); !errors.Is(err, context.Canceled) {
		t.Errorf("Open with a context cancelled before = %v; want %v", err, context.Canceled)
	}
	if waiting := len(g.gates()); waiting != 0 {
		t.Errorf("%d still wait; want 0", waiting)
	}
	g.behave(script{deaf: true})
	go func() {
		for len(g.gates()) == 0 {
			g.watch.awaitStir(g.watch.activity.Load(), time.Now().Add(time.Second))
		}
		g.openGates()
	}()
	if _, err := g.Open(ctx, 0, -1); err != nil {
		t.Errorf("Open of a deaf source = %v; want nil", err)
	}
}
