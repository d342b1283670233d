package tables

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"readeratbench/scripts/internal/results"
)

// set reads results, "name figures" each.
func set(t *testing.T, head string, lines ...string) *results.Set {
	t.Helper()
	s := &results.Set{}
	text := head
	for _, line := range lines {
		name, values, _ := strings.Cut(line, " ")
		text += "Benchmark" + name + " 1 " + values + "\n"
	}
	found, err := s.Scan([]byte(text), t.Name())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range found {
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// view is the last line of a page, which tests of other lines leave out.
var view = regexp.MustCompile(`benchstat's view: go tool benchstat .*\n`)

// tabulate returns the pages of results as printed.
func tabulate(t *testing.T, lines ...string) (string, error) {
	t.Helper()
	pages, err := Of(results.Upload, set(t, "Unit vsec/op assume=exact\n", lines...), "results")
	var b strings.Builder
	for _, p := range pages {
		b.WriteString("== " + p.File + "\n")
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
	}
	return view.ReplaceAllString(b.String(), ""), err
}

// TestTables has columns and rows in the order of the listing, a gap, a row
// label of two keys, a function of its own, and no geomean.
func TestTables(t *testing.T) {
	got, err := tabulate(t,
		"Upload/uploader=u/reader=stream/size=8MiB/profile=p 0.25 vsec/op 0 wrong-B/op",
		"Upload/uploader=u/reader=memory/size=8MiB/profile=p 0.00123449 vsec/op 0 wrong-B/op",
		"Upload/uploader=u/reader=memory/size=4MiB/profile=p 74.6 vsec/op 0 wrong-B/op",
		"Workers/uploader=u/reader=memory/size=4MiB/profile=p/workers=1 3 vsec/op 0 wrong-B/op",
		"Workers/uploader=u/reader=memory/size=4MiB/profile=p/workers=20 1.25 vsec/op 1 wrong-B/op",
	)
	const want = `== tables/upload-u.txt
Upload: uploader=u profile=p

  vsec/op      8MiB   4MiB
   stream    0.2500      -
   memory  0.001234  74.60

every byte of every copy arrived right
-: not measured; results/README.md says which readers are left out where, and why
== tables/workers-u.txt
Workers: uploader=u profile=p

            vsec/op   4MiB
   memory workers=1      3
  memory workers=20  wrong

wrong bytes: uploader=u/reader=memory/size=4MiB/profile=p/workers=20: 1 of 4194304 bytes differ
`
	if err != nil || got != want {
		t.Errorf("tables, %v:\n%s\nwant\n%s", err, got, want)
	}
}

// TestFloor: the times are shown as multiples of the floor's in the same row of the
// other keys, below the times; of no other metric, and not where there is no floor.
func TestFloor(t *testing.T) {
	got, err := tabulate(t,
		"Ahead/uploader=u/reader=mine/size=4MiB/profile=p/workers=5 3.5 vsec/op 0 wrong-B/op",
		"Ahead/uploader=u/reader=mine/size=4MiB/profile=p/workers=20 4.5 vsec/op 0 wrong-B/op",
		"Ahead/uploader=u/reader=floor/size=4MiB/profile=p/workers=5 2.5 vsec/op 0 wrong-B/op",
		"Ahead/uploader=u/reader=floor/size=4MiB/profile=p/workers=20 1.5 vsec/op 0 wrong-B/op",
		"Upload/uploader=u/reader=mine/size=4MiB/profile=p 3.5 vsec/op 0 wrong-B/op",
	)
	const want = `== tables/ahead-u.txt
Ahead: uploader=u profile=p

           vsec/op   4MiB
   mine workers=5  3.500
  mine workers=20  4.500
  floor workers=5  2.500
 floor workers=20  1.500

           × floor   4MiB
   mine workers=5  1.400
  mine workers=20  3.000
  floor workers=5  1.000
 floor workers=20  1.000

every byte of every copy arrived right
== tables/upload-u.txt
Upload: uploader=u profile=p

 vsec/op   4MiB
    mine  3.500

every byte of every copy arrived right
`
	if words := strings.Fields; err != nil || !slices.Equal(words(got), words(want)) {
		t.Errorf("tables, %v:\n%s\nwant\n%s", err, got, want)
	}
}

// TestAbsent: a reader that only the other uploader was measured with is named.
func TestAbsent(t *testing.T) {
	got, err := tabulate(t,
		"Upload/uploader=u/reader=mine/size=4MiB/profile=p 3.5 vsec/op 0 wrong-B/op",
		"Upload/uploader=v/reader=mine/size=4MiB/profile=p 3.5 vsec/op 0 wrong-B/op",
		"Upload/uploader=v/reader=theirs/size=4MiB/profile=p 3.5 vsec/op 0 wrong-B/op",
	)
	const note = "theirs: not measured with this uploader; results/README.md says why\n"
	if u, v, ok := strings.Cut(got, "== tables/upload-v.txt"); err != nil || !ok || !strings.HasSuffix(u, note) || strings.Contains(v, note) {
		t.Errorf("tables, %v:\n%s\nwant the note %q below the first alone", err, got, note)
	}
}

// notesOf are the notes under a table of these cells.
func notesOf(t *testing.T, wrong float64, names ...string) string {
	t.Helper()
	var lines []string
	for _, name := range names {
		lines = append(lines, fmt.Sprintf("Upload/uploader=u/%s %v wrong-B/op", name, wrong))
	}
	page, err := tabulate(t, lines...)
	if err != nil {
		t.Fatal(err)
	}
	return page[strings.LastIndex(page, "\n\n")+2:]
}

const (
	allRight    = "every byte of every copy arrived right\n"
	fifoNote    = ": with a FIFO lock; where a sync.Mutex stands, which lets callers barge in, is measured for mutex alone, with s3-standard (results/lock.md)\n"
	bargingNote = ": the reader with a lock that any caller may take while it is free, and that wakes one waiter 1 µs after; a sync.Mutex is between the two (results/lock.md)\n"
)

// TestLockNotes: they stand under the figures they are about, and no others.
func TestLockNotes(t *testing.T) {
	if got := notesOf(t, 0, "reader=pooled", "reader=stateless", "reader=memory", "reader=mine-locked", "reader=mine-barging"); got != allRight {
		t.Errorf("notes = %q, want %q", got, allRight)
	}
	got := notesOf(t, 0, "reader=pooled", "reader=mutex", "reader=mutex-barging", "reader=merged", "reader=mutex/size=8MiB", "reader=stateless-locked", "reader=pooled-fitted")
	want := allRight + "mutex, merged, stateless-locked" + fifoNote + "mutex-barging" + bargingNote
	if got != want {
		t.Errorf("notes = %q, want %q", got, want)
	}
}

// TestWrongBytes: everything that is not exactly 0 is told of.
func TestWrongBytes(t *testing.T) {
	for _, tt := range []struct {
		wrong float64
		size  string
		says  string
	}{
		{1, "4MiB", "wrong bytes: uploader=u/reader=r/size=4MiB: 1 of 4194304 bytes differ"},
		{6e7, "big", "wrong bytes: uploader=u/reader=r/size=big: 60000000 bytes differ"},
		{math.NaN(), "5", "wrong bytes: uploader=u/reader=r/size=5: NaN of 5 bytes differ"},
		{0.25, "5B", "wrong bytes: uploader=u/reader=r/size=5B: 0.25 of 5 bytes differ"},
	} {
		if got := notesOf(t, tt.wrong, "reader=r/size="+tt.size); got != tt.says+"\n" {
			t.Errorf("notes of %v wrong bytes = %q, want %q", tt.wrong, got, tt.says)
		}
	}
}

const committed = "../../../results"

// The committed tables are what the committed raw results say, and there are no
// others.
func TestCommittedTables(t *testing.T) {
	pages, err := All(committed, results.Definitions...)
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, p := range pages {
		made = append(made, filepath.Join(committed, p.File))
		var b strings.Builder
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(committed, p.File))
		if err != nil || string(got) != b.String() {
			t.Errorf("results/%s is not what the raw results say (%v); run make tables", p.File, err)
		}
	}
	there, err := filepath.Glob(filepath.Join(committed, Folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if !slices.Contains(made, name) {
			t.Errorf("%s is made of no raw results; remove it", name)
		}
	}
}

// A cell that failed has a place in every grid that all cells have, and its reason below
// them; one whose copy is wrong has no time; and errors that the upload survived are told.
func TestFailedAndWrongCells(t *testing.T) {
	s := set(t, "Unit vsec/op assume=exact\n",
		"Upload/uploader=u/reader=a/size=4MiB/profile=p 2.5 vsec/op 3 GETs/op 0 wrong-B/op",
		"Upload/uploader=u/reader=b/size=4MiB/profile=p 1 vsec/op 1 GETs/op 5 wrong-B/op 7 read-errs/op",
		"Upload/uploader=u/reader=floor/size=4MiB/profile=p 1 vsec/op 1 GETs/op 0 wrong-B/op")
	s.AddFailed("Upload/uploader=u/reader=c/size=4MiB/profile=p", "cell Upload/… failed: exit status 1\n--- FAIL: BenchmarkUpload/…\n    cell.go:1: the store hung up\nFAIL")
	pages, err := Of(results.Upload, s, "results/local")
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	var got strings.Builder
	if err := pages[0].Write(&got); err != nil {
		t.Fatal(err)
	}
	const want = `Upload: uploader=u profile=p

  vsec/op    4MiB
        a   2.500
        b   wrong
    floor   1.000
        c  failed

  × floor    4MiB
        a   2.500
        b   wrong
    floor   1.000
        c  failed

  GETs/op    4MiB
        a       3
        b       1
    floor       1
        c  failed

wrong bytes: uploader=u/reader=b/size=4MiB/profile=p: 5 of 4194304 bytes differ
failed: uploader=u/reader=c/size=4MiB/profile=p: the store hung up
errors that the upload survived: uploader=u/reader=b/size=4MiB/profile=p: 7 calls of ReadAt failed
`
	if text := view.ReplaceAllString(got.String(), ""); text != want {
		t.Errorf("the page is\n%s\nwant\n%s", text, want)
	}
}
