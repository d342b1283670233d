package content

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"readeratbench/bench/internal/splitmix"
)

// byteAt is the oracle for generated content: one byte at a time, no word loop.
func byteAt(seed uint64, off int64) byte {
	return byte(splitmix.Finish(splitmix.Finish(seed+1)^uint64(off/8)) >> (8 * uint(off%8)))
}

func oracle(seed uint64, size int64) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byteAt(seed, int64(i))
	}
	return b
}

// contents are the implementations over the same bytes.
func contents(seed uint64, size int64) map[string]Content {
	return map[string]Content{
		"generated": Generated(seed, size),
		"bytes":     FromBytes(oracle(seed, size)),
	}
}

// naiveDiff is Diff by its definition.
func naiveDiff(p []byte, off int64, want []byte) (n int64) {
	for i, b := range p {
		at := off + int64(i)
		if at < 0 || at >= int64(len(want)) || want[at] != b {
			n++
		}
	}
	return n
}

// Rule: ReadAt equals the oracle at every offset and length, with io.EOF
// exactly when fewer bytes than asked for came back.
func TestReadAtEveryRange(t *testing.T) {
	const size = 43 // no multiple of 8: the last word is cut
	want := oracle(7, size)
	for name, c := range contents(7, size) {
		for off := range int64(size + 3) {
			for length := range size + 12 {
				checkReadAt(t, name, c, want, off, length)
			}
		}
	}
}

func checkReadAt(t *testing.T, name string, c Content, want []byte, off int64, length int) {
	t.Helper()
	p := bytes.Repeat([]byte{0xEE}, length+1)
	n, err := c.ReadAt(p[:length], off)
	tail := want[min(off, int64(len(want))):]
	wantN := min(length, len(tail))
	wantEOF := wantN < length || off >= int64(len(want))
	if n != wantN || (err == io.EOF) != wantEOF || (err != nil && err != io.EOF) {
		t.Fatalf("%s: ReadAt(%d bytes, %d) = %d, %v; want %d, EOF %v", name, length, off, n, err, wantN, wantEOF)
	}
	if !bytes.Equal(p[:n], tail[:n]) {
		t.Fatalf("%s: ReadAt(%d bytes, %d) gave other bytes than the oracle", name, length, off)
	}
	if p[length] != 0xEE {
		t.Fatalf("%s: ReadAt(%d bytes, %d) wrote past its buffer", name, length, off)
	}
}

func TestReadAtRandomRanges(t *testing.T) {
	const size = 3*diffBlock + 5
	rnd := rand.New(rand.NewPCG(1, 2))
	want := oracle(9, size)
	for name, c := range contents(9, size) {
		for range 2000 {
			checkReadAt(t, name, c, want, rnd.Int64N(size+10), rnd.IntN(2*diffBlock))
		}
	}
}

func TestReadAtNegativeOffset(t *testing.T) {
	for name, c := range contents(1, 20) {
		for _, off := range []int64{-1, -8, math.MinInt64} {
			if n, err := c.ReadAt(make([]byte, 4), off); n != 0 || !errors.Is(err, errNegativeOffset) {
				t.Errorf("%s: ReadAt(4 bytes, %d) = %d, %v; want 0, %v", name, off, n, err, errNegativeOffset)
			}
		}
	}
}

// Rule: Diff counts exactly the corrupted positions and those outside the
// content, wherever the request starts and ends.
func TestDiffRandomCorruption(t *testing.T) {
	const size = 3*diffBlock + 5
	rnd := rand.New(rand.NewPCG(3, 4))
	want := oracle(5, size)
	for name, c := range contents(5, size) {
		for range 2000 {
			off := rnd.Int64N(size+20) - 10
			p := make([]byte, rnd.IntN(2*diffBlock))
			if off >= 0 && off < size {
				copy(p, want[off:])
			}
			for range rnd.IntN(9) {
				if len(p) > 0 {
					p[rnd.IntN(len(p))] ^= byte(1 + rnd.IntN(255))
				}
			}
			if got, want := c.Diff(p, off), naiveDiff(p, off, want); got != want {
				t.Fatalf("%s: Diff(%d bytes, %d) = %d; want %d", name, len(p), off, got, want)
			}
		}
	}
}

func TestDiffExtremeOffsets(t *testing.T) {
	for name, c := range contents(5, 32) {
		for _, off := range []int64{math.MinInt64, -100, -1, 31, 32, math.MaxInt64 - 3, math.MaxInt64} {
			p := make([]byte, 3)
			want := int64(3)
			for i := range p {
				if at := off + int64(i); at >= 0 && at < 32 {
					p[i] = byteAt(5, at)
					want--
				}
			}
			if got := c.Diff(p, off); got != want {
				t.Errorf("%s: Diff(3 bytes, %d) = %d; want %d", name, off, got, want)
			}
		}
	}
}

// Rule: a single flipped bit in any byte of a word is one wrong byte.
func TestNonZeroBytes(t *testing.T) {
	for mask := range 256 {
		for _, v := range []uint64{0x01, 0x7f, 0x80, 0xff} {
			var x uint64
			var want int64
			for i := range 8 {
				if mask>>i&1 == 1 {
					x |= v << (8 * i)
					want++
				}
			}
			if got := nonZeroBytes(x); got != want {
				t.Fatalf("nonZeroBytes(%#x) = %d; want %d", x, got, want)
			}
		}
	}
}

func BenchmarkReadAt(b *testing.B) {
	for name, c := range contents(1, 1<<20) {
		b.Run("content="+name, func(b *testing.B) {
			p := make([]byte, 32<<10)
			b.SetBytes(int64(len(p)))
			for b.Loop() {
				c.ReadAt(p, 64<<10)
			}
		})
	}
}

func BenchmarkDiff(b *testing.B) {
	for name, c := range contents(1, 1<<20) {
		b.Run("content="+name, func(b *testing.B) {
			p := make([]byte, 32<<10)
			c.ReadAt(p, 64<<10)
			b.SetBytes(int64(len(p)))
			for b.Loop() {
				if c.Diff(p, 64<<10) != 0 {
					b.Fatal("the copy differs")
				}
			}
		})
	}
}
