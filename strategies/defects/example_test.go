package defects_test

import (
	"fmt"

	"readeratbench/strategies/defects"
)

// A jump forward and one back: the third read gets the bytes that follow the
// second, and no error.
func ExampleNewMerged() {
	r := defects.NewMerged(source{object: []byte("abcdefghijklmnopqrstuvwxyz")})
	defer r.Close()
	p := make([]byte, 3)
	for _, off := range []int64{0, 15, 6} {
		n, err := r.ReadAt(p, off)
		fmt.Printf("at %d: %s %v\n", off, p[:n], err)
	}
	// Output:
	// at 0: abc <nil>
	// at 15: pqr <nil>
	// at 6: stu <nil>
}

// A closed reader that claims to be at the object's end.
func ExampleNewUnsynchronised() {
	r := defects.NewUnsynchronised(source{object: []byte("abcdefghijklmnopqrstuvwxyz")})
	r.Close()
	n, err := r.ReadAt(make([]byte, 3), 0)
	fmt.Println(n, err)
	// Output: 0 EOF
}
