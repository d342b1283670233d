package content

import (
	"bytes"
	"encoding/binary"
)

type inMemory []byte

// FromBytes returns b as a Content. b is not copied and must not change.
func FromBytes(b []byte) Content { return inMemory(b) }

var _ Content = inMemory(nil)

func (m inMemory) Size() int64 { return int64(len(m)) }

func (m inMemory) ReadAt(p []byte, off int64) (int, error) {
	p, err := clip(p, off, m.Size())
	if len(p) == 0 {
		return 0, err
	}
	return copy(p, m[off:]), err
}

func (m inMemory) Diff(p []byte, off int64) int64 {
	skip, in := inside(len(p), off, m.Size())
	wrong := int64(len(p)) - in
	if in == 0 {
		return wrong
	}
	return wrong + countDiff(p[skip:skip+in], m[off+skip:])
}

// diffBlock is how much is compared at once: bytes.Equal runs at memory speed,
// so only a block with a wrong byte in it pays for counting.
const diffBlock = 4096

// countDiff counts the positions of got that differ from want, which is at
// least as long.
func countDiff(got, want []byte) (wrong int64) {
	for len(got) > 0 {
		n := min(len(got), diffBlock)
		if !bytes.Equal(got[:n], want[:n]) {
			wrong += countBlock(got[:n], want[:n])
		}
		got, want = got[n:], want[n:]
	}
	return wrong
}

func countBlock(got, want []byte) (wrong int64) {
	for ; len(got) >= word; got, want = got[word:], want[word:] {
		wrong += nonZeroBytes(binary.LittleEndian.Uint64(got) ^ binary.LittleEndian.Uint64(want))
	}
	for i, b := range got {
		if b != want[i] {
			wrong++
		}
	}
	return wrong
}
