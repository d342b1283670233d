package content

import (
	"fmt"
	"testing"

	"readeratbench/bench/internal/splitmix"
)

// The golden bytes pin the generator: a silent change would move every
// committed figure that depends on the bytes.
func TestGeneratedGolden(t *testing.T) {
	p := make([]byte, 24)
	if _, err := Generated(42, 24).ReadAt(p, 0); err != nil {
		t.Fatal(err)
	}
	const want = "a9c7f2dccc03ed01a8c954f9e1cca7513c2d1be79863e4dc"
	if got := fmt.Sprintf("%x", p); got != want {
		t.Errorf("Generated(42, 24) = %s; want %s", got, want)
	}
}

// Rule: no two aligned words are equal, within a content and between seeds.
func TestGeneratedWordsDistinct(t *testing.T) {
	const words = 1 << 16
	seen := make(map[uint64]bool, 3*words)
	for _, seed := range []uint64{0, 1, 2} {
		g := Generated(seed, words*word).(generated)
		for i := range uint64(words) {
			w := splitmix.Finish(g.key ^ i)
			if seen[w] {
				t.Fatalf("seed %d: word %d occurs twice", seed, i)
			}
			seen[w] = true
		}
	}
}

func TestGeneratedNegativeSizePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Generated(0, -1) did not panic")
		}
	}()
	Generated(0, -1)
}

func ExampleGenerated() {
	c := Generated(1, 64<<20)
	copied := make([]byte, 32<<10)
	c.ReadAt(copied, 5<<20)
	fmt.Println(c.Diff(copied, 5<<20), "wrong bytes at their own offset")
	copied[17] ^= 1
	fmt.Println(c.Diff(copied, 5<<20), "after one bit flipped")
	// Output:
	// 0 wrong bytes at their own offset
	// 1 after one bit flipped
}
