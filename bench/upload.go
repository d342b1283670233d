package bench

import (
	"context"
	"io"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/rows"
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
	var readers []harness.Cell
	for _, s := range s {
		readers = append(readers, harness.Cell{Row: rows.Row{Strategy: s}})
	}
	harness.Matrix(b, readers)
}

// UploadReader is Upload for a reader that makes its own requests: open is called
// for each upload, within the time that is measured, and returns a reader over
// the object World.Bucket, World.Key. It must use World.HTTP (or its Transport) or
// World.S3, since nothing else leads to the store. If the reader is an io.Closer
// it is closed after the upload.
func UploadReader(b *testing.B, name string, open func(context.Context, World) (io.ReaderAt, error)) {
	b.Helper()
	harness.Matrix(b, []harness.Cell{{
		Row:  rows.Row{Strategy: strategies.Strategy{Name: name}},
		Open: func(ctx context.Context, w *harness.World) (io.ReaderAt, error) { return open(ctx, worldOf(w)) },
	}})
}
