package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/scripts/internal/exit"
)

// committed are files that can be worked out in one's head.
var committed = map[string]string{
	"model.bench": `model: 7
BenchmarkModel/uploader=manager/reader=pooled/size=8MiB/profile=s3-standard 1 2 vsec/op 3 GETs/op
BenchmarkModel/uploader=manager/reader=stream/size=8MiB/profile=s3-standard 1 1 vsec/op 1 GETs/op
`,
	"lock.bench": `model: 7
BenchmarkLock/uploader=manager/reader=mutex/size=8MiB/profile=s3-standard/workers=2 1 8 vsec/op 200 GETs/op
BenchmarkLock/uploader=manager/reader=mutex-barging/size=8MiB/profile=s3-standard/workers=2 1 1 vsec/op 100 GETs/op
`,
	"wall.bench": `goos: plan9
goarch: mips
cpu: Abacus
model: 7
BenchmarkWall/uploader=manager/reader=pooled/size=8MiB/profile=s3-standard-2 1 2400000000 ns/op 3 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=pooled/size=8MiB/profile=s3-standard-2 1 2200000000 ns/op 3 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=pooled/size=8MiB/profile=s3-standard-2 1 2100000000 ns/op 4 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=pooled/size=8MiB/profile=none-2 1 100000000 ns/op 3 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=stream/size=8MiB/profile=s3-standard-2 1 1040000000 ns/op 1 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=stream/size=8MiB/profile=none-2 1 100000000 ns/op 1 wall-GETs/op 0 wall-wrong-B/op
BenchmarkWall/uploader=manager/reader=mutex-sync/size=8MiB/profile=s3-standard/workers=2-2 1 4000000000 ns/op 125 wall-GETs/op 0 wall-wrong-B/op
`,
}

// folder has the results, with one of them changed.
func folder(t *testing.T, name, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	for n, text := range committed {
		if n == name {
			if !strings.Contains(text, old) {
				t.Fatalf("%s has no %q", n, old)
			}
			text = strings.Replace(text, old, new, 1)
		}
		if err := os.WriteFile(filepath.Join(dir, n), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPages(t *testing.T) {
	dir := folder(t, "", "", "")
	var out bytes.Buffer
	if err := run(&out, io.Discard, []string{"-results", dir}); err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string][]string{
		"model-error.md": {
			"3 runs of each on Abacus (plan9/mips)",
			// Less 0.1 s of computing, 2.2 s against 2 s leaves 5 %.
			"| manager | pooled | 8MiB | 2 | 2.2 (2.1 to 2.4) | +10.0 % | 0.1 | +5.0 % | 5.0 % | 3 | 3 (3 to 4) |",
			// Between all and nothing of 0.1 s, 1.04 s is 1 s.
			"| manager | stream | 8MiB | 1 | 1.04 | +4.0 % | 0.1 | -6.0 % | 0.0 % | 1 | 1 |",
			"Over the 2 cells, the error is 7.0 % at the median and 10.0 % at most",
			"At most 5.0 % of a cell's time are outside of what computing can explain; the band that it explains is 5.0 to 10.0 points wide.",
		},
		"lock.md": {"| 8MiB | 2 | 200 | 8 | 125 | 4 | 25 % | 100 | 1 |", "was run 1 times, side by side, by `scripts/wall.sh` on Abacus;"},
	} {
		page, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !strings.Contains(string(page), line) {
				t.Errorf("%s has no %q:\n%s", name, line, page)
			}
		}
		if !bytes.Contains(out.Bytes(), page) {
			t.Errorf("%s was not printed", name)
		}
	}
}

// What cannot be right is refused, and the pages stay as they were.
func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"wall.bench", "model: 7", "model: 6", `of model "6"`},
		{"wall.bench", "reader=stream/size=8MiB/profile=none", "reader=stream/size=9MiB/profile=none", "no sec/op of uploader=manager/reader=stream/size=8MiB/profile=none"},
		{"wall.bench", "1040000000 ns/op 1 wall-GETs/op 0 wall", "1040000000 ns/op 1 wall-GETs/op 5 wall", "5 wrong bytes"},
		{"wall.bench", "125 wall-GETs/op 0 wall", "125 wall-GETs/op 1 wall", "1 wrong bytes"},
		{"wall.bench", "reader=mutex-sync", "reader=mutex", "reader=mutex-sync"},
		{"wall.bench", "1040000000 ns/op", "1040000000", "wall.bench:9"},
		{"lock.bench", "reader=mutex-barging", "reader=other", "reader=mutex-barging"},
		{"lock.bench", "reader=mutex/", "reader=other/", "lock.bench has no cells of reader=mutex; make lock measures them"},
		{"model.bench", committed["model.bench"], "model: 7\n", "model.bench has no figures"},
	} {
		dir := folder(t, c.name, c.old, c.new)
		var said strings.Builder
		if got := exit.Code(&said, "modelerror", run(io.Discard, io.Discard, []string{"-results", dir})); got != 2 || !strings.Contains(said.String(), c.want) {
			t.Errorf("%s with %q: exit status %d, %s; want 2 and %q", c.name, c.new, got, &said, c.want)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*.md")); len(left) > 0 {
			t.Errorf("%s with %q: %v was written", c.name, c.new, left)
		}
	}
	err := run(io.Discard, io.Discard, []string{"-results", t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "make model-error makes it") {
		t.Errorf("no files: %v; want an error that says how to make them", err)
	}
	if err := run(io.Discard, io.Discard, []string{"-results", ".", "more"}); err == nil || !strings.Contains(err.Error(), `"more"`) {
		t.Errorf("an argument too many: %v", err)
	}
}

// The committed pages are what the committed results say.
func TestCommittedPages(t *testing.T) {
	pages, err := makePages("../../results")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		got, err := os.ReadFile(filepath.Join("../../results", p.Name))
		if err != nil || !bytes.Equal(got, p.Text) {
			t.Errorf("results/%s is not what the results beside it say (%v); run go run ./scripts/modelerror", p.Name, err)
		}
	}
}
