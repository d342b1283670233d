package bench

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/harness"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

const (
	readAtObject = 64 << 20
	readAtCall   = 32 << 10 // what net/http asks for
)

// BenchmarkReadAt is what a ReadAt of 32 KiB costs the processor, on the machine's
// clock: over a source in memory that answers at once, so that next to the one copy
// into p the reader itself is all there is. Time and memory are those of one call,
// goroutines of the reader's own included; with -cpu 1 the time is the processor's.
//
// A figure is to be compared with the yardstick of as many callers. Callers get to run
// for milliseconds at a time, so that with -cpu 1 they seldom meet, and one of five
// reads a part that a cache holds where it does not hold the object.
func BenchmarkReadAt(b *testing.B) {
	object := make([]byte, readAtObject)
	if n, err := harness.Objects(readAtObject)[0].ReadAt(object, 0); err != nil {
		b.Fatalf("ReadAt(%d bytes, 0) = %d, %v; want all", len(object), n, err)
	}
	file := filepath.Join(b.TempDir(), "object")
	if err := os.WriteFile(file, object, 0o600); err != nil { // which leaves it in the page cache
		b.Fatal(err)
	}
	for _, r := range readAtReaders(object, file) {
		for _, callers := range []int{1, 5} { // 5: as many as the manager has workers
			if !r.Measured(readAtObject, callers > 1) {
				continue
			}
			name := cell.Make("", cell.Values{"reader": r.Name, "callers": strconv.Itoa(callers)}).Config()
			b.Run(name, func(b *testing.B) {
				benchmarkReadAt(b, r, callers, content.FromBytes(object))
			})
		}
	}
}

type readAtReader struct {
	rows.Row
	open func() (io.ReaderAt, error)
}

// readAtReaders are the sound strategies, with the locks that users have, and two
// yardsticks: the copy and nothing else, and a system call for it.
func readAtReaders(object []byte, file string) []readAtReader {
	var all []readAtReader
	for _, s := range strategies.All() {
		all = append(all, readAtReader{rows.Row{Strategy: s}, func() (io.ReaderAt, error) { return s.New(memorySource(object)), nil }})
	}
	return append(all,
		readAtReader{rows.Lookup("bytes-reader"), func() (io.ReaderAt, error) { return bytes.NewReader(object), nil }},
		readAtReader{rows.Lookup("os-file"), func() (io.ReaderAt, error) { return os.Open(file) }},
	)
}

func benchmarkReadAt(b *testing.B, reader readAtReader, callers int, want content.Content) {
	r, err := reader.open()
	if err != nil {
		b.Fatal(err)
	}
	if c, ok := r.(io.Closer); ok {
		defer func() {
			if err := c.Close(); err != nil {
				b.Errorf("Close() = %v; want nil", err)
			}
		}()
	}
	parts := readAtParts(callers)
	b.SetBytes(readAtCall)
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for i, c := range parts {
		wg.Go(func() { c.read(r, b.N*(i+1)/callers-b.N*i/callers) })
	}
	wg.Wait()
	b.StopTimer()
	for _, c := range parts {
		c.check(b, want)
	}
}

// readAtCaller reads its part of the object from front to back, over and over.
type readAtCaller struct {
	start, end int64
	p          []byte
	off        int64 // of the last call; negative: there was none
	n          int   // what it returned
	err        error
}

// readAtParts shares the object out, in whole calls.
func readAtParts(callers int) []*readAtCaller {
	border := func(i int) int64 { return int64(readAtObject/readAtCall*i/callers) * readAtCall }
	var all []*readAtCaller
	for i := range callers {
		all = append(all, &readAtCaller{start: border(i), end: border(i + 1), p: make([]byte, readAtCall), off: -1})
	}
	return all
}

// read makes that many calls, or as many as succeed.
func (c *readAtCaller) read(r io.ReaderAt, calls int) {
	for next := c.start; calls > 0 && c.err == nil; calls-- {
		c.off = next
		c.n, c.err = r.ReadAt(c.p, c.off)
		if next += readAtCall; next == c.end {
			next = c.start
		}
	}
}

// check fails the benchmark unless the last call succeeded with the right bytes.
func (c *readAtCaller) check(b *testing.B, want content.Content) {
	if c.off < 0 {
		return
	}
	if wrong := want.Diff(c.p, c.off); c.n != len(c.p) || c.err != nil || wrong != 0 {
		b.Errorf("ReadAt(%d bytes, %d) = %d, %v, with %d wrong; want %d, nil, with 0", len(c.p), c.off, c.n, c.err, wrong, len(c.p))
	}
}
