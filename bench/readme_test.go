package bench_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/rows"
)

// A block of README.md below the name of a file of tables is that file: its title,
// the tables of the units that stand behind the name, and the notes.
func TestReadmeShowsTheResults(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)<!-- (results/[^ ]+): ([^\n]+) -->\n```\n(.*?)```\n").FindAllSubmatch(readme, -1)
	if len(blocks) != 4 {
		t.Errorf("README.md shows %d files of results/; want 4", len(blocks))
	}
	for _, b := range blocks {
		name := string(b[1])
		tables, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if want := excerpt(string(tables), strings.Split(string(b[2]), ", ")); string(b[3]) != want {
			t.Errorf("README.md does not show %s of %s as they are: copy them over, and read the sentences around them; want\n%s", b[2], name, want)
		}
	}
}

// excerpt leaves out the tables of other units.
func excerpt(tables string, units []string) string {
	paragraphs := strings.Split(tables, "\n\n")
	kept := paragraphs[:1:1]
	for _, p := range paragraphs[1 : len(paragraphs)-1] {
		head := strings.TrimSpace(p)
		if slices.ContainsFunc(units, func(unit string) bool { return strings.HasPrefix(head, unit+" ") }) {
			kept = append(kept, p)
		}
	}
	return strings.Join(append(kept, paragraphs[len(paragraphs)-1]), "\n\n")
}

// What is left out of the matrix is named, with its reason, beside the results.
func TestResultsSayWhatIsLeftOut(t *testing.T) {
	page, err := os.ReadFile("../results/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), "\n## What is left out\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !ok {
		t.Fatal("results/README.md has no section on what is left out")
	}
	for _, r := range rows.Published() {
		if r.ConcurrentLimit != 0 && !strings.Contains(section, "- `"+r.Name+"`") {
			t.Errorf("results/README.md does not say why %s is left out where it is", r.Name)
		}
	}
}
