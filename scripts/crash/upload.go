package main

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"readeratbench/strategies/defects"
)

// What the AWS SDK's manager.Uploader does: parts of 5 MiB, read in calls of
// net/http's copy buffer. One part for each of its 5 workers is enough.
const (
	parts    = 5
	partSize = 5 << 20
	callSize = 32 << 10
)

var object = make([]byte, parts*partSize)

// memory is the object as a Source. Its streams deliver what a segment of the
// network would, so that a call takes several reads.
type memory struct{}

func (memory) Size() int64 { return int64(len(object)) }

func (memory) Open(_ context.Context, off, _ int64) (io.ReadCloser, error) {
	runtime.Gosched() // a request is never answered at once
	return io.NopCloser(segments{bytes.NewReader(object[off:])}), nil
}

type segments struct{ r io.Reader }

func (s segments) Read(p []byte) (int, error) {
	runtime.Gosched()
	return s.r.Read(p[:min(len(p), 1448)])
}

// upload reads the object once with workers goroutines and returns the nil
// pointer panic of the first that had one, or nil.
func upload(workers int) error {
	r := defects.NewUnsynchronised(memory{})
	var crash atomic.Pointer[runtime.Error]
	next := make(chan int64, parts)
	for i := range int64(parts) {
		next <- i * partSize
	}
	close(next)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			defer func() {
				if err := nilPointer(recover()); err != nil {
					crash.CompareAndSwap(nil, &err)
				}
			}()
			for off := range next {
				part := io.NewSectionReader(r, off, partSize)
				// The copy ends early when it likes: this is not about right bytes.
				io.CopyBuffer(struct{ io.Writer }{io.Discard}, part, make([]byte, callSize))
			}
		})
	}
	wg.Wait()
	if p := crash.Load(); p != nil {
		return *p
	}
	return nil
}

// nilPointer keeps the crash that is looked for. Other runtime errors are other
// faces of the same race and end their goroutine only.
func nilPointer(p any) runtime.Error {
	err, ok := p.(runtime.Error)
	if p != nil && !ok {
		panic(p)
	}
	if !ok || !strings.Contains(err.Error(), "nil pointer") {
		return nil
	}
	return err
}
