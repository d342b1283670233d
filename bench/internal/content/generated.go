package content

import (
	"encoding/binary"
	"math/bits"

	"readeratbench/bench/internal/splitmix"
)

const word = 8

type generated struct {
	key  uint64
	size int64
}

// Generated returns size bytes that depend on seed and nothing else. The
// 8-byte little-endian word at index i is a bijection of i, so no two aligned
// words are equal: a read at any offset but its own is detected.
// (A pattern with a period of 256 would hide a read that is 5 MiB off.)
//
// A negative size is a programmer's error and panics.
func Generated(seed uint64, size int64) Content {
	if size < 0 {
		panic("content: negative size")
	}
	// The seed is mixed before it meets the index: were it added, seeds 1 and
	// 2 would give the same bytes, one word apart.
	return generated{key: splitmix.Finish(seed + 1), size: size}
}

var _ Content = generated{}

func (g generated) Size() int64 { return g.size }

func (g generated) ReadAt(p []byte, off int64) (int, error) {
	p, err := clip(p, off, g.size)
	n := len(p)
	i := uint64(off) / word
	if lead := uint64(off) % word; lead != 0 && n > 0 {
		p = p[copy(p, g.bytes(i)[lead:]):]
		i++
	}
	for ; len(p) >= word; p = p[word:] {
		binary.LittleEndian.PutUint64(p, splitmix.Finish(g.key^i))
		i++
	}
	if len(p) > 0 {
		copy(p, g.bytes(i)[:])
	}
	return n, err
}

func (g generated) Diff(p []byte, off int64) int64 {
	skip, in := inside(len(p), off, g.size)
	wrong := int64(len(p)) - in
	p, off = p[skip:skip+in], off+skip
	i := uint64(off) / word
	if lead := uint64(off) % word; lead != 0 && len(p) > 0 {
		n := min(len(p), int(word-lead))
		wrong += countDiff(p[:n], g.bytes(i)[lead:])
		p = p[n:]
		i++
	}
	for ; len(p) >= word; p = p[word:] {
		if x := binary.LittleEndian.Uint64(p) ^ splitmix.Finish(g.key^i); x != 0 {
			wrong += nonZeroBytes(x)
		}
		i++
	}
	if len(p) > 0 {
		wrong += countDiff(p, g.bytes(i)[:])
	}
	return wrong
}

func (g generated) bytes(i uint64) *[word]byte {
	var b [word]byte
	binary.LittleEndian.PutUint64(b[:], splitmix.Finish(g.key^i))
	return &b
}

// nonZeroBytes carries each byte's low seven bits into its top bit, adds the
// top bit itself, and counts the top bits.
func nonZeroBytes(x uint64) int64 {
	const low7 = 0x7f7f7f7f7f7f7f7f
	return int64(bits.OnesCount64((x&low7 + low7 | x) &^ low7))
}
