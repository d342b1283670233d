package readeratest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"readeratbench/strategies/readeratest"
)

// A reader in memory, or one that is already connected to its store.
func ExampleTestReaderAt() {
	const object = "a stone in the brook makes it sing"
	err := readeratest.TestReaderAt(strings.NewReader(object), []byte(object))
	fmt.Println(err)
	// Output: <nil>
}

// headOnly opens every stream at the object's beginning.
type headOnly struct{ src readeratest.Source }

func (h headOnly) ReadAt(p []byte, off int64) (int, error) {
	stream, err := h.src.Open(context.Background(), 0, -1)
	if err != nil {
		return 0, err
	}
	defer stream.Close()
	return io.ReadFull(stream, p)
}

// A reader over streams: the suite brings the source.
func ExampleCheck() {
	err := readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
		return headOnly{src}, nil
	})
	if v, ok := errors.AsType[*readeratest.Violation](err); ok {
		fmt.Println(v.Rule)
	}
	// Output: right-bytes
}
