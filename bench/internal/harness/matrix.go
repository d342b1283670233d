package harness

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/profile"
	"readeratbench/bench/internal/userfile"
	"readeratbench/internal/cell"
)

// Matrix runs the readers of some cells with every uploader and size; the environment
// narrows or changes it.
func Matrix(b *testing.B, readers []Cell) {
	b.Helper()
	sizes, err := contents()
	if err != nil {
		b.Fatal(err)
	}
	p, err := profile.Selected()
	if err != nil {
		b.Fatal(err)
	}
	if len(readers) == 0 {
		b.Fatal("bench: no reader to measure; give Upload at least one Strategy")
	}
	for _, r := range readers {
		if name := r.Row.Name; name == "" || strings.ContainsAny(name, "/=,% \t\n") {
			b.Fatalf("bench: reader name %q: want one without blank and / = , %%, for the reader= key", name)
		}
	}
	var cells []Cell
	for _, u := range Uploaders() {
		for _, c := range readers {
			for _, object := range sizes {
				c.Uploader, c.Objects, c.Profile = u, []content.Content{object}, p
				cells = append(cells, c)
			}
		}
	}
	Run(b, cells)
}

// contents are the objects of the matrix: a single PUT, the first size that the
// manager uploads in parts, a common layer and a large one.
var contents = sync.OnceValues(func() ([]content.Content, error) {
	path, size := os.Getenv(cell.EnvBlob), os.Getenv(cell.EnvSize)
	switch {
	case path != "" && size != "":
		return nil, fmt.Errorf("bench: %s and %s are both set: a file has its own size, unset one of them", cell.EnvBlob, cell.EnvSize)
	case path != "":
		blob, err := userfile.Read("blob", path, math.MaxInt64)
		return []content.Content{content.FromBytes(blob)}, err
	case size != "":
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("bench: %s=%q: want a number of bytes, at least 1", cell.EnvSize, size)
		}
		return Objects(n), nil
	}
	var all []content.Content
	for _, mib := range []int64{4, 8, 64, 256} {
		all = append(all, Objects(mib<<20)...)
	}
	return all, nil
})
