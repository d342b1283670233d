package bench_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A block of README.md below the name of a file in results/ is that file.
func TestReadmeShowsTheResults(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)<!-- (results/[^ ]+) -->\n```\n(.*?)```\n").FindAllSubmatch(readme, -1)
	if len(blocks) != 2 {
		t.Errorf("README.md shows %d files of results/; want 2", len(blocks))
	}
	for _, b := range blocks {
		name := string(b[1])
		want, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if string(b[2]) != string(want) {
			t.Errorf("README.md does not show %s as it is: copy it over, and read the sentences around it", name)
		}
	}
}
