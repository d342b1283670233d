package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"readeratbench/strategies"
)

// Upload runs the matrix for readers of one's own: every uploader and size, with
// each strategy, as sub-benchmarks
// uploader=…/reader=…/size=…/profile=… (s3-standard, unless [EnvProfile] says
// otherwise). The reader is given the source object and, through
// strategies.WithLocker, a lock that it must take instead of a sync.Mutex if it
// holds one across I/O (see World.NewLocker).
//
// A reader whose Read or Close fails fails the benchmark; one that delivers wrong
// bytes does not, it shows in wrong-B/op.
func Upload(b *testing.B, s ...strategies.Strategy) {
	b.Helper()
	var subjects []subject
	for _, s := range s {
		subjects = append(subjects, strategySubject(s))
	}
	runMatrix(b, subjects)
}

// UploadReader is Upload for a reader that makes its own requests: open is called
// for each upload, within the time that is measured, and returns a reader over
// the object World.Bucket, World.Key. It must use World.HTTP (or its Transport) or
// World.S3, since nothing else leads to the store. If the reader is an io.Closer
// it is closed after the upload.
func UploadReader(b *testing.B, name string, open func(context.Context, World) (io.ReaderAt, error)) {
	b.Helper()
	runMatrix(b, []subject{readerSubject(name, open)})
}

// runMatrix runs each subject with every uploader and size.
func runMatrix(b *testing.B, subjects []subject) {
	b.Helper()
	all, err := contents()
	if err != nil {
		b.Fatal(err)
	}
	profile, err := selectedProfile()
	if err != nil {
		b.Fatal(err)
	}
	if len(subjects) == 0 {
		b.Fatal("bench: no reader to measure; give Upload at least one Strategy")
	}
	for _, s := range subjects {
		if s.name == "" || strings.ContainsAny(s.name, "/=,% \t\n") {
			b.Fatalf("bench: reader name %q: want one without blank and / = , %%, for the reader= key", s.name)
		}
	}
	var cells []cell
	for _, u := range uploaders() {
		for _, s := range subjects {
			for _, object := range all {
				cells = append(cells, cell{uploader: u, subject: s, content: object, profile: profile})
			}
		}
	}
	runCells(b, cells)
}

// runCells makes each cell a sub-benchmark, but for those that do not fit.
func runCells(b *testing.B, cells []cell) {
	b.Helper()
	printHeader()
	for _, c := range cells {
		if c.fits() {
			b.Run(c.name(), c.benchmark)
		}
	}
}

// benchmark runs the cell b.N times, or only notes its name.
func (c cell) benchmark(b *testing.B) {
	c.sum(b).report(b)
}

// sum runs the cell b.N times and adds the figures up.
func (c cell) sum(b *testing.B) figures {
	b.Helper()
	if list := os.Getenv(EnvList); list != "" {
		if err := appendLine(list, b.Name()); err != nil {
			b.Fatal(err)
		}
		b.Skip("listed only")
	}
	var sum figures
	for range b.N {
		f, err := c.run()
		if err != nil {
			b.Fatalf("%s: %v", c.name(), err)
		}
		sum.add(f)
	}
	return sum
}

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, line)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
