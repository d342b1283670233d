package objects

import (
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"testing"
	"testing/iotest"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
)

// Rule: receive keeps the bytes, whatever the reader's rhythm.
func TestReceive(t *testing.T) {
	for _, size := range []int64{0, 1, blockSize - 1, blockSize, blockSize + 1, 2*blockSize + 9} {
		src := content.Generated(1, size)
		all := bytesOf(t, src, 0, size)
		for name, r := range map[string]io.Reader{
			"whole":   bytes.NewReader(all),
			"half":    iotest.HalfReader(bytes.NewReader(all)),
			"dataErr": iotest.DataErrReader(bytes.NewReader(all)),
		} {
			blocks, crc, err := receive(r, size)
			if err != nil {
				t.Fatalf("%s: receive(%d): %v", name, size, err)
			}
			if want := crc32.Checksum(all, castagnoli); crc != want {
				t.Errorf("%s: receive(%d): crc %08x; want %08x", name, size, crc, want)
			}
			if wrong := newUploadBlob(blocks).wrongBytes(src); wrong != 0 {
				t.Errorf("%s: receive(%d): %d wrong bytes", name, size, wrong)
			}
		}
	}
}

// Rule: a body of another length than announced is IncompleteBody, another
// error is passed on.
func TestReceiveFails(t *testing.T) {
	broken := errors.New("broken")
	for _, tc := range []struct {
		name string
		r    io.Reader
		want error
	}{
		{"short", bytes.NewReader(make([]byte, 9)), gofakes3.ErrIncompleteBody},
		{"cut", iotest.TimeoutReader(iotest.ErrReader(io.ErrUnexpectedEOF)), gofakes3.ErrIncompleteBody},
		{"long", bytes.NewReader(make([]byte, 11)), gofakes3.ErrIncompleteBody},
		{"broken", io.MultiReader(bytes.NewReader(make([]byte, 5)), iotest.ErrReader(broken)), broken},
		{"broken at the end", io.MultiReader(bytes.NewReader(make([]byte, 10)), iotest.ErrReader(broken)), broken},
	} {
		if blocks, _, err := receive(tc.r, 10); blocks != nil || !errors.Is(err, tc.want) {
			t.Errorf("%s: receive = %d blocks, %v; want none, %v", tc.name, len(blocks), err, tc.want)
		}
	}
}
