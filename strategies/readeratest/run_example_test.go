package readeratest_test

import (
	"bytes"
	"io"
	"testing"

	"readeratbench/strategies/readeratest"
)

// In a test of one's own, Run makes each rule a subtest:
//
//	go test -race -run 'TestMyReader/no-shared-position'
func ExampleRun() {
	// In a _test.go file: func TestMyReader(t *testing.T) { ... }
	_ = func(t *testing.T) {
		readeratest.Run(t, func(t testing.TB, src readeratest.Source) io.ReaderAt {
			stream, err := src.Open(t.Context(), 0, -1)
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Close()
			object, err := io.ReadAll(stream)
			if err != nil {
				t.Fatal(err)
			}
			return bytes.NewReader(object)
		})
	}
}
