package content

import (
	"fmt"
	"testing"
)

// Rule: every position of a block is counted, the ragged end too.
func TestCountDiffAllWrong(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 9, diffBlock - 1, diffBlock, 2*diffBlock + 3} {
		want := make([]byte, n)
		got := make([]byte, n)
		for i := range got {
			got[i] = byte(1 << (i % 8))
		}
		if d := countDiff(got, want); d != int64(n) {
			t.Errorf("countDiff of %d wrong bytes = %d", n, d)
		}
	}
}

func ExampleFromBytes() {
	c := FromBytes([]byte("blob"))
	fmt.Println(c.Diff([]byte("blot"), 0), c.Diff([]byte("blobs"), 0))
	// Output: 1 1
}
