package bench

import (
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/internal/rows"
)

// BenchmarkUpload is the default matrix.
func BenchmarkUpload(b *testing.B) {
	var readers []harness.Cell
	for _, r := range rows.Published() {
		readers = append(readers, harness.Cell{Row: r})
	}
	harness.Matrix(b, readers)
}

// uploadCell is a cell of the default network, with one generated object.
func uploadCell(u harness.Uploader, r rows.Row, size int64) harness.Cell {
	return harness.Cell{Uploader: u, Row: r, Objects: harness.Objects(size), Profile: S3Standard()}
}
