package results

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// shard is the text of a shard's file, its cells from line 4.
func shard(commit string, model int, cells ...string) string {
	return "commit: " + commit + "\n" + file(model, cells...)
}

// cells are those of a listing.
var (
	listed = []cell.Name{"Size/reader=a/size=4MiB", "Size/reader=a/size=8MiB", "Size/reader=b/size=4MiB"}
	first  = shard("0123", 2, timed(string(listed[0]), 1), timed(string(listed[2]), 3))
	second = shard("0123", 2, timed(string(listed[1]), 2))
)

// ordered reads the shards in a folder and orders their cells.
func ordered(dir string) (*Set, *Shards, error) {
	s, err := ReadShards(dir)
	if err != nil {
		return nil, nil, err
	}
	set, err := s.Order(listed)
	return set, s, err
}

// Shards come in any order and are, put together, the file of one run.
func TestShards(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "size-2-of-2.bench", first)
	put(t, dir, "size-1-of-2.bench", second)
	put(t, dir, "notes.txt", "nothing to do with it")
	set, s, err := ordered(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Commit != "0123" || len(s.Files) != 2 || !s.Trace.Empty() {
		t.Errorf("shards %q of commit %s; want 2 of 0123", s.Files, s.Commit)
	}
	if of := s.Definitions(); len(of) != 1 || of[0].Name != "size" {
		t.Errorf("Definitions = %v; want size", of)
	}
	var got strings.Builder
	want := file(2, timed(string(listed[0]), 1), timed(string(listed[1]), 2), timed(string(listed[2]), 3))
	if err := set.WriteFile(&got); err != nil || got.String() != want {
		t.Errorf("merged, %v:\n%s\nwant\n%s", err, &got, want)
	}
}

// The files are of the benchmark format: one after another they are one, too.
func TestShardsConcatenate(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "all.bench", first+second)
	if set, _, err := ordered(dir); err != nil || !slices.Equal(set.Names(), listed) {
		t.Errorf("concatenated: %v", err)
	}
}

// What is not exactly the cells of one commit and model is refused, by place.
func TestShardsRefused(t *testing.T) {
	extra := shard("0123", 2, timed("Size/reader=gone/size=4MiB", 1))
	for _, c := range []struct{ name, first, second, says string }{
		{"none", "", "", "there are no shards in DIR; make them with make figures SHARD=1/2"},
		{"one missing", first, "", "the shards lack 1 of 3 cells, Size/reader=a/size=8MiB first; make the missing shard"},
		{"doubled", first, first, "DIR/2.bench:4: cell Size/reader=a/size=4MiB is in DIR/1.bench:4 as well; keep the shards of one goal"},
		{"of another commit", first, strings.Replace(second, "0123", "4567", 1), "DIR/2.bench:4: cell Size/reader=a/size=8MiB is of commit 4567, others are of 0123; make all shards of one commit"},
		{"one dirty", first, strings.Replace(second, "0123", "0123-dirty", 1), "DIR/2.bench:4: cell Size/reader=a/size=8MiB is of commit 0123-dirty, others"},
		{"of another model", first, strings.Replace(second, "model: 2", "model: 3", 1), `cell Size/reader=a/size=8MiB is of model "3", other cells are of "2"`},
		{"no commit", first, strings.Replace(second, "commit: 0123\n", "", 1), "DIR/2.bench:3: cell Size/reader=a/size=8MiB has no commit: above it"},
		{"no model", first, strings.Replace(second, "model: 2\n", "", 1), `cell Size/reader=a/size=8MiB is of model "", other cells are of "2"`},
		{"of another version", first + extra, second, "DIR/1.bench:10: there is no cell Size/reader=gone/size=4MiB in this version of the code"},
		{"cut short", first, strings.TrimSuffix(second, end), "DIR/2.bench was cut short; make this shard again"},
		{"cut within a line", first, strings.Replace(second, " wait-sec/op", "", 1), "DIR/2.bench:4: missing units; make this shard again"},
		{"no word on wrong bytes", first, strings.Replace(second, " 0 wrong-B/op", "", 1), "cell Size/reader=a/size=8MiB does not report wrong-B/op"},
		{"two minds on a unit", "Unit vsec/op better=lower\n" + first, "Unit vsec/op better=higher\n" + second, "unit vsec/op has better=higher, other cells have lower; make this shard again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{"1.bench": c.first, "2.bench": c.second} {
				if text != "" {
					put(t, dir, name, text)
				}
			}
			_, _, err := ordered(dir)
			if want := strings.ReplaceAll(c.says, "DIR", dir); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v;\nwant one line with %q", err, want)
			}
		})
	}
}

// Requests are kept with their cells, and come in the order of the listing.
func TestTrace(t *testing.T) {
	dir := t.TempDir()
	one := put(t, dir, "one", "operation,start-ns\nGET,1\nPUT,2\n")
	two := put(t, dir, "two", "operation,start-ns\nGET,3\n")
	var trace Trace
	names := []cell.Name{cell.Example, cell.Example.With("reader", "mutex")}
	if err := trace.AddCell(names[0], one); err != nil {
		t.Fatal(err)
	}
	if err := trace.AddCell(names[1], two); err != nil {
		t.Fatal(err)
	}
	const want = `uploader,reader,size,profile,operation,start-ns
manager,mutex,64MiB,s3-standard,GET,3
manager,pooled,64MiB,s3-standard,GET,1
manager,pooled,64MiB,s3-standard,PUT,2
`
	var got strings.Builder
	slices.Reverse(names)
	if err := trace.Write(&got, names); err != nil || got.String() != want {
		t.Fatalf("trace, %v:\n%s\nwant\n%s", err, &got, want)
	}
	var again Trace
	path := filepath.Join(dir, "shard.csv")
	if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := again.AddFile(path); err != nil {
		t.Fatal(err)
	}
	got.Reset()
	if err := again.Write(&got, names); err != nil || got.String() != want {
		t.Errorf("read again, %v:\n%s", err, &got)
	}
	for text, says := range map[string]string{
		"operation,start-ns\n":        "1 rows; want one of columns and at least one of a request",
		"operation,end-ns\nGET,3\n":   "columns",
		"operation,start-ns\nGET,3,4": "wrong number of fields",
	} {
		if err := trace.AddCell(names[0], put(t, dir, "bad", text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("trace %q: %v; want %q", text, err, says)
		}
	}
}
