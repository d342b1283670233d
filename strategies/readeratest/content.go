package readeratest

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// contentSize is prime: no block, part or buffer size divides it, so that every
// way of cutting the object up has a rest.
const contentSize = 70_001

// makeContent returns n bytes that tell where they belong: every aligned word is
// a mix of its index, so that bytes from a wrong offset never look right.
func makeContent(n int) []byte {
	b := make([]byte, 0, n+8)
	for i := uint64(1); len(b) < n; i++ {
		w := (i ^ i<<31) * 0xd6e8feb86659fd93
		w = (w ^ w>>32) * 0xa3b195354a39b70d
		b = binary.LittleEndian.AppendUint64(b, w^w>>29)
	}
	return b[:n:n]
}

// origin says where in the content the wrong bytes of got come from, as far as
// they can be recognised.
func origin(content, got []byte) string {
	const recognisable = 4
	if len(got) < recognisable {
		return fmt.Sprintf("%#x", got)
	}
	if at := bytes.Index(content, got[:min(len(got), 16)]); at >= 0 {
		return fmt.Sprintf("they are those of offset %d", at)
	}
	if len(bytes.Trim(got, "\x00")) == 0 {
		return "they are zero"
	}
	return fmt.Sprintf("%#x...", got[:min(len(got), 8)])
}

// firstDiff is the index of the first byte in which a and b, of one length,
// differ, or -1.
func firstDiff(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return -1
}
