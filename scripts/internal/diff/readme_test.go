package diff

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

var update = flag.Bool("update", false, "write the report into README.md")

// README.md shows the report on a pooled reader with one stream. Such a reader makes the
// requests of mutex without waiting for a lock, so its figures are taken from there.
func TestReadme(t *testing.T) {
	readme := root + "/README.md"
	committed := repo{t}.read(root + "/results/upload.bench")
	r := emptyRepo(t)
	r.write("results/upload.bench", committed)
	r.commit("strategies: pooled")

	q := r.request("", "")
	q.Tree = "the working tree, " + r.short("HEAD") + " and what is not committed"
	q.All = q.Base.figures.Names
	q.Base.how = "the merge base with main"
	var here strings.Builder
	for line := range strings.Lines(committed) {
		if name := cell.Parse(line); name.Get("reader") == "mutex" && name.Get("uploader") == "manager" {
			line = strings.Replace(line, "reader=mutex", "reader=pooled", 1)
			here.WriteString(regexp.MustCompile(`\S+ wait-sec/op`).ReplaceAllString(line, "0 wait-sec/op"))
		} else if !strings.HasPrefix(line, "Benchmark") {
			here.WriteString(line)
		}
	}
	r.write(q.Folder+"/here/all.bench", here.String())
	o := r.compare(q)
	if o.fails == nil {
		t.Fatal("a pooled reader with one stream does not fail")
	}
	out := regexp.MustCompile(`\b[0-9a-f]{10}\b`).ReplaceAllString(o.out+"readeratbench: "+o.fails.Error()+"\n", "1b9d5e0a7c")

	const start, end = "<!-- scripts/internal/diff TestReadme -->\n```\n", "```\n"
	before, rest, ok := strings.Cut(r.read(readme), start)
	shown, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no block behind %q", start)
	}
	if *update {
		if err := os.WriteFile(readme, []byte(before+start+out+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if shown != out {
		t.Errorf("README.md shows\n%s\nwant, as by go test ./scripts/internal/diff -run Readme -update,\n%s", shown, out)
	}
}
