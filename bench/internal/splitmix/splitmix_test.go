package splitmix

import (
	"math/bits"
	"testing"
)

// Rule: Draw is splitmix64. These are its first three outputs from state 0.
func TestDrawIsSplitmix64(t *testing.T) {
	const seed = 7
	zero := Finish(seed + gamma) // the key that makes the state 0
	for n, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := Draw(seed, zero, uint64(n)); got != want {
			t.Errorf("output %d = %#x; want %#x", n, got, want)
		}
	}
}

// Rule: a bit of any argument changes about half of the result's.
func TestDrawSpreads(t *testing.T) {
	args := [3]uint64{1, 0xfeedface, 0}
	base := Draw(args[0], args[1], args[2])
	for i := range args {
		for bit := range 64 {
			changed := args
			changed[i] ^= 1 << bit
			got := bits.OnesCount64(base ^ Draw(changed[0], changed[1], changed[2]))
			if got < 12 || got > 52 { // 5 standard deviations
				t.Errorf("bit %d of argument %d changes %d bits of the result", bit, i, got)
			}
		}
	}
}
