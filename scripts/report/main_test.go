package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/scripts/internal/exit"
)

const committed = "../../results"

// status runs the command and wants its exit status, and some of what it says.
func status(t *testing.T, want int, says string, args ...string) {
	t.Helper()
	var said strings.Builder
	if got := exit.Code(&said, "report", run(io.Discard, io.Discard, args)); got != want || !strings.Contains(said.String(), says) {
		t.Errorf("report %q: exit status %d, %s; want %d and %q", args, got, &said, want, says)
	}
}

// The committed report is what the committed results say.
func TestCommittedReport(t *testing.T) { status(t, 0, "", "-results", committed, "-check") }

// folder is a copy of the raw results, with a change to one of the files.
func folder(t *testing.T, name string, change func(string) string) string {
	t.Helper()
	dir := t.TempDir()
	names := []string{"waterfall.csv", "cpu.bench"}
	for _, set := range sets {
		names = append(names, set+".bench")
	}
	for _, n := range names {
		text, err := os.ReadFile(filepath.Join(committed, n))
		if err != nil {
			t.Fatal(err)
		}
		if n == name {
			changed := change(string(text))
			if changed == string(text) {
				t.Fatalf("%s: nothing was changed", n)
			}
			text = []byte(changed)
		}
		if err := os.WriteFile(filepath.Join(dir, n), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func replaced(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

// cutAfter cuts the text short at so many lines and bytes.
func cutAfter(lines, bytes int) func(string) string {
	return func(s string) string {
		at := 0
		for range lines {
			at += strings.IndexByte(s[at:], '\n') + 1
		}
		return s[:at+bytes]
	}
}

// What cannot be right is refused with file and line, and nothing is written.
func TestRefusals(t *testing.T) {
	const pooled = "BenchmarkUpload/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard 1 0.6754 vsec/op"
	for _, c := range []struct {
		name, file string
		change     func(string) string
		says       string
	}{
		{"cut short between lines", "size.bench", cutAfter(40, 0), "size.bench:41: was cut short"},
		{"cut short within one", "size.bench", cutAfter(40, 30), "size.bench:41: was cut short"},
		{"mixed units", "upload.bench", replaced("0.6754 vsec/op", "0.6754 sec/op"), "a unit that virtual figures do not have"},
		{"an unknown key", "memory.bench", replaced("model: 2\n", "model: 2\ndate: today\n"), "unknown key \"date\""},
		{"an unknown key of a name", "upload.bench", replaced("reader=pooled/size=64MiB", "reader=pooled/color=blue/size=64MiB"), "unknown key \"color\""},
		{"two models", "layers.bench", replaced("model: 2", "model: 3"), "layers.bench:"},
		{"a cell less", "upload.bench", func(s string) string {
			at := strings.Index(s, pooled)
			return s[:at] + s[at+strings.IndexByte(s[at:], '\n')+1:]
		}, "upload.bench has no cell Upload/uploader=manager/reader=pooled/size=64MiB"},
		{"a trace cut short", "waterfall.csv", cutAfter(3000, 0), "waterfall.csv: "},
		{"a trace cut within a line", "waterfall.csv", cutAfter(3000, 40), "waterfall.csv"},
		{"a trace with words for numbers", "waterfall.csv", replaced("4001000", "soon"), "waterfall.csv:2: strconv.ParseInt: parsing \"soon\""},
		{"another column", "waterfall.csv", replaced("conn-ns", "dial-ns"), "waterfall.csv:1: columns"},
		{"processor figures cut short", "cpu.bench", cutAfter(10, 45), "cpu.bench:11"},
		{"a claim that no longer holds", "upload.bench", replaced("0.6754 vsec/op", "2.6754 vsec/op"), "the text claims that"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.file, c.change)
			want := 2
			if strings.HasPrefix(c.says, "the text claims") {
				want = 1
			}
			status(t, want, c.says, "-results", dir)
			for _, made := range []string{"report.html", "DECISION.md", figuresName} {
				if _, err := os.Stat(filepath.Join(dir, made)); err == nil {
					t.Errorf("%s was written", made)
				}
			}
		})
	}
	status(t, 2, "upload.bench is not there; make bench makes it", "-results", t.TempDir())
	status(t, 2, `"more"`, "more")
	status(t, 2, "-wide", "-wide")
	status(t, 2, "give one of the two", "-pictures", "-check")
	status(t, 0, "", "-h")
}

// -check names what is stale, missing or left over; making it anew mends that.
func TestCheck(t *testing.T) {
	dir := folder(t, "", nil)
	says := func(want int, says string) { t.Helper(); status(t, want, says, "-results", dir, "-check") }
	says(1, "report.html")
	status(t, 0, "", "-results", dir)
	says(0, "")
	decision := filepath.Join(dir, "DECISION.md")
	text, err := os.ReadFile(decision)
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(dir, figuresName, "old.svg")
	if err := errors.Join(
		os.WriteFile(decision, []byte(strings.Replace(string(text), "78.8 s", "7.88 s", 1)), 0o666),
		os.WriteFile(old, nil, 0o666),
	); err != nil {
		t.Fatal(err)
	}
	says(1, "DECISION.md, "+old+" (no longer made); run make report")
	status(t, 0, "", "-results", dir)
	says(0, "")
	if left, _ := filepath.Glob(filepath.Join(dir, ".readeratbench-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// With -pictures there are pictures alone, also of figures of which the prose does not
// hold.
func TestPictures(t *testing.T) {
	dir := folder(t, "upload.bench", replaced("0.6754 vsec/op", "2.6754 vsec/op"))
	status(t, 0, "", "-results", dir, "-pictures") // TestRefusals has it without
	made, err := filepath.Glob(filepath.Join(dir, figuresName, "*.svg"))
	if err != nil || len(made) == 0 {
		t.Errorf("pictures: %q, %v; want some", made, err)
	}
	for _, name := range []string{"report.html", "DECISION.md"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}
