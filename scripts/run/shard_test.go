package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseShard(t *testing.T) {
	for s, want := range map[string]shard{"1/1": {1, 1}, "2/3": {2, 3}, "10/12": {10, 12}} {
		if got, err := parseShard(s); got != want || err != nil || got.String() != s {
			t.Errorf("parseShard(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "1", "/", "1/", "/2", "0/1", "2/1", "1/0", "+1/2", "1/2/3", "1/2 ", "1 / 2", "a/b", "1/9999999999"} {
		if got, err := parseShard(s); err == nil {
			t.Errorf("parseShard(%q) = %v, nil; want an error", s, got)
		}
	}
}

// TestShardShares: every cell is in exactly one share, at its index mod n.
func TestShardShares(t *testing.T) {
	cells := []cell{"a", "b", "c", "d", "e", "f", "g"}
	for _, tt := range []struct {
		shard shard
		want  []cell
	}{
		{shard{1, 1}, cells},
		{shard{1, 3}, []cell{"a", "d", "g"}},
		{shard{2, 3}, []cell{"b", "e"}},
		{shard{3, 3}, []cell{"c", "f"}},
		{shard{7, 7}, []cell{"g"}},
	} {
		if got := tt.shard.of(cells); !slices.Equal(got, tt.want) {
			t.Errorf("shard %s of %q = %q, want %q", tt.shard, cells, got, tt.want)
		}
	}
}

// TestShard: a shard writes its file and nothing else, and says what is next.
func TestShard(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	path := filepath.Join(dir, "local", "shards", "upload-2-of-9.bench")
	for range 2 { // the second replaces the first
		stdout, err := runFake(t, dir, "-shard", "2/9")
		if want := "shard 2/9, 3 of 20 cells: " + path + "\nwhen the files of all 9 are in that folder: make merge\n"; err != nil || stdout != want {
			t.Fatalf("run = %v, stdout %q; want %q", err, stdout, want)
		}
	}
	after := snapshot(t, dir)
	const want = `shard: 2/9
cells: 20
commit: 0123abcd
sha256: f581c22fe836a95ee1b89729d4bf0b3d24a5cef5e18621a8f24a3dcc32139282
Unit vsec/op better=lower
Unit vsec/op assume=exact
Unit vB/s better=higher
Unit vB/s assume=exact
Unit GETs/op assume=exact
Unit src-B/op assume=exact
Unit wrong-B/op assume=exact
model: 7

BenchmarkUpload/uploader=manager/reader=mutex/size=64MiB/profile=s3-standard 1 64 vsec/op 1.048576e+06 vB/s 2047 GETs/op 6.7108864e+07 src-B/op 0 wrong-B/op
BenchmarkUpload/uploader=transfermanager/reader=mutex/size=4MiB/profile=s3-standard 1 4 vsec/op 1.048576e+06 vB/s 127 GETs/op 4.194304e+06 src-B/op 0 wrong-B/op
BenchmarkUpload/uploader=transfermanager/reader=memory/size=64MiB/profile=s3-standard 1 0.8 vsec/op 8.388608e+07 vB/s 0 GETs/op 6.7108864e+07 src-B/op 0 wrong-B/op
`
	if after[path] != want {
		t.Errorf("the shard is\n%s\nwant\n%s", after[path], want)
	}
	delete(after, path)
	delete(after, filepath.Dir(path))
	wantSame(t, after, before)
}

// TestShardFailure: without a commit, and with a cell that fails, an older
// shard stays.
func TestShardFailure(t *testing.T) {
	dir := oldResults(t)
	if _, err := runFake(t, dir, "-shard", "1/2"); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	c := testCommand()
	c.commit = func(context.Context) (string, error) { return "", errors.New("no repository") }
	err := c.run(t.Context(), io.Discard, io.Discard, []string{"-results", dir, "-shard", "1/2"})
	if want := "SHARD=1/2: a shard says which commit it is of: no repository"; err == nil || err.Error() != want {
		t.Errorf("run without a commit = %v, want %q", err, want)
	}
	t.Setenv("FAKEBENCH_FAIL", cell64)
	if _, err := runFake(t, dir, "-shard", "2/2"); err == nil || !strings.Contains(err.Error(), cell64+" failed") {
		t.Errorf("run = %v, want the failure of %s", err, cell64)
	}
	wantSame(t, snapshot(t, dir), before)
	if _, err := os.Stat(filepath.Join(dir, "local", "shards", "upload-2-of-2.bench")); err == nil {
		t.Error("a shard with a failed cell was written")
	}
}
