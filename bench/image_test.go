package bench

import (
	"os"
	"strconv"
	"testing"

	"readeratbench/bench/internal/harness"
	"readeratbench/bench/internal/manifest"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// BenchmarkImage predicts the export of an image: its layers, as its manifest
// ([EnvManifest]) gives their sizes, copied 4 at a time, which is BuildKit's
// default, each through a reader of its own. size= is that of all layers.
func BenchmarkImage(b *testing.B) {
	path := os.Getenv(EnvManifest)
	if path == "" {
		b.Skip("no image: " + EnvManifest + " is not set")
	}
	sizes, err := manifest.Read(path)
	if err != nil {
		b.Fatal(err)
	}
	p, err := profile.Selected()
	if err != nil {
		b.Fatal(err)
	}
	harness.Run(b, imageCells(sizes, p))
}

func imageCells(sizes []int64, p Profile) []harness.Cell {
	const parallel = 4
	total := int64(0)
	for _, size := range sizes {
		total += size
	}
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, r := range rows.Published() {
			cells = append(cells, harness.Cell{
				Uploader: u, Row: r, Objects: harness.Objects(sizes...), Profile: p, Parallel: parallel,
				Keys: cell.Values{"size": cell.Size(total), "layers": strconv.Itoa(len(sizes)), "parallel": strconv.Itoa(parallel)},
			})
		}
	}
	return cells
}

// The layers of a real image arrive as they are, no more than 4 at a time, and in
// less time than one after another.
func TestImage(t *testing.T) {
	sizes, err := manifest.Read("testdata/manifest-httpd.json")
	if err != nil {
		t.Fatal(err)
	}
	var total, alone int64
	for _, size := range sizes {
		total += size
	}
	for _, c := range imageCells(sizes, S3Standard()) {
		if c.Row.Name != "pooled" {
			continue
		}
		f, err := c.Run()
		if err != nil || f.Wrong != 0 || f.Size != total {
			t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", c.Name(), f.Size, f.Wrong, err, total)
		}
		for i := range c.Objects {
			one := c
			one.Objects = c.Objects[i : i+1]
			g, err := one.Run()
			if err != nil {
				t.Fatal(err)
			}
			alone += int64(g.Took)
		}
		if int64(f.Took) >= alone {
			t.Errorf("%s: took %v, one after another %v", c.Name(), f.Took, alone)
		}
	}
}
