package bench

import (
	"fmt"
	"os"
	"testing"

	"readeratbench/bench/internal/content"
)

// BenchmarkImage predicts the export of an image: its layers, as its manifest
// ([EnvManifest]) gives their sizes, copied 4 at a time, which is BuildKit's
// default, each through a reader of its own. size= is that of all layers.
func BenchmarkImage(b *testing.B) {
	path := os.Getenv(EnvManifest)
	if path == "" {
		b.Skip("no image: " + EnvManifest + " is not set")
	}
	sizes, err := readManifest(path)
	if err != nil {
		b.Fatal(err)
	}
	profile, err := selectedProfile()
	if err != nil {
		b.Fatal(err)
	}
	runCells(b, imageCells(sizes, profile))
}

func imageCells(sizes []int64, profile Profile) []cell {
	const parallel = 4
	var layers []content.Content
	for i, size := range sizes {
		layers = append(layers, content.Generated(seed+uint64(i), size))
	}
	var cells []cell
	for _, u := range uploaders() {
		for _, s := range matrixSubjects() {
			cells = append(cells, cell{
				uploader: u, subject: s, content: layers[0], profile: profile,
				beside: layers[1:], parallel: parallel, total: true,
				more: fmt.Sprintf("/layers=%d/parallel=%d", len(layers), parallel),
			})
		}
	}
	return cells
}

// The layers of a real image arrive as they are, no more than 4 at a time, and in
// less time than one after another.
func TestImage(t *testing.T) {
	sizes, err := readManifest("testdata/manifest-httpd.json")
	if err != nil {
		t.Fatal(err)
	}
	var total, alone int64
	for _, size := range sizes {
		total += size
	}
	for _, c := range imageCells(sizes, S3Standard()) {
		if c.subject.name != "pooled" {
			continue
		}
		f, err := c.run()
		if err != nil || f.wrong != 0 || f.size != total {
			t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", c.name(), f.size, f.wrong, err, total)
		}
		for _, o := range c.objects() {
			one := cell{uploader: c.uploader, subject: c.subject, content: o, profile: c.profile}
			g, err := one.run()
			if err != nil {
				t.Fatal(err)
			}
			alone += int64(g.took)
		}
		if int64(f.took) >= alone {
			t.Errorf("%s: took %v, one after another %v", c.name(), f.took, alone)
		}
	}
}

// Objects that are copied at once are told apart: each arrives as itself, through a
// reader of its own, and all of them are counted.
func TestLayersAreApart(t *testing.T) {
	for _, name := range []string{"mutex", "pooled", "readahead", "stream", "floor"} {
		c := cell{
			uploader: uploaders()[0], subject: named(t, name), content: content.Generated(seed, 6<<20), profile: S3Standard(),
			beside: []content.Content{content.Generated(seed+1, 6<<20), content.Generated(seed+2, 7<<20)},
		}
		f, err := c.run()
		if err != nil || f.wrong != 0 || f.size != 19<<20 {
			t.Errorf("%s: size, wrong = %d, %d, %v; want %d, 0", name, f.size, f.wrong, err, 19<<20)
		}
		if f.gets < 3 {
			t.Errorf("%s: %d GETs of 3 objects", name, f.gets)
		}
		one, two := c, c
		one.parallel, two.parallel = 1, 2
		slow, err := one.run()
		if err != nil {
			t.Fatal(err)
		}
		faster, err := two.run()
		if err != nil {
			t.Fatal(err)
		}
		if f.took >= faster.took || faster.took >= slow.took {
			t.Errorf("%s: all at once %v, 2 at a time %v, one %v; want less for more", name, f.took, faster.took, slow.took)
		}
	}
}
