package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// makeShards runs all n shards into dir and returns the folder they are in.
func makeShards(t *testing.T, dir string, n int) string {
	t.Helper()
	for i := n; i > 0; i-- { // in whatever order
		if _, err := runFake(t, dir, "-shard", shard{i, n}.String()); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "local", "shards")
}

// TestMerge: merged shards are the bytes of one run, and go.
func TestMerge(t *testing.T) {
	t.Setenv("FAKEBENCH_EXTRA_UNIT", "uploader=manager/") // units that shards meet in another order
	whole := filepath.Join(t.TempDir(), "results")
	wholeOut, err := runFake(t, whole)
	if err != nil {
		t.Fatal(err)
	}
	want := relative(whole, snapshot(t, whole))
	for _, n := range []int{1, 3, 20} {
		dir := filepath.Join(t.TempDir(), "results")
		shards := makeShards(t, dir, n)
		stdout, err := runArgs(t, "merge", "-results", dir)
		if err != nil {
			t.Fatalf("merge of %d = %v", n, err)
		}
		wantOut := strings.ReplaceAll(wholeOut, whole, dir) +
			fmt.Sprintf("merged from %d shards of commit 0123abcd, which are removed\n", n)
		if stdout != wantOut {
			t.Errorf("merge of %d prints\n%s\nwant\n%s", n, stdout, wantOut)
		}
		if left := snapshot(t, shards); len(left) != 1 {
			t.Errorf("merge of %d leaves %q", n, left)
		}
		if err := os.RemoveAll(filepath.Join(dir, "local")); err != nil {
			t.Fatal(err)
		}
		if got := relative(dir, snapshot(t, dir)); !maps.Equal(got, want) {
			t.Errorf("merge of %d writes\n%q\nwant the bytes of one run\n%q", n, got, want)
		}
	}
}

// TestMergeShardsRefused: what is not exactly the shards of one matrix changes
// nothing, and is named with its line.
func TestMergeShardsRefused(t *testing.T) {
	const one, two, three = "upload-1-of-3.bench", "upload-2-of-3.bench", "upload-3-of-3.bench"
	top := t.TempDir()
	made := makeShards(t, top, 3)
	replace := func(name, pattern, by string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, name)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := regexp.MustCompile("(?ms)"+pattern).ReplaceAllString(string(b), by)
			if got == string(b) {
				t.Fatalf("%s has no %s", name, pattern)
			}
			writeFile(t, path, got)
		}
	}
	remove := func(names ...string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, name := range names {
				if err := os.Remove(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	const first = cellMutex
	const second = "BenchmarkUpload/uploader=manager/reader=mutex-barging/size=64MiB/profile=s3-standard"
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		says  string
	}{
		{"none", remove(one, two, three), "no upload-*-of-*.bench in DIR; make them with make bench SHARD=1/2 and SHARD=2/2, or copy them there"},
		{"one missing", remove(two), "DIR: missing is shard 2/3; make it with make bench SHARD=2/3, or copy it there"},
		{"two missing", remove(one, three), "DIR: missing is shard 1/3, 3/3; make it with make bench SHARD=1/3, or copy it there"},
		{"doubled", func(t *testing.T, dir string) {
			if err := os.CopyFS(dir, os.DirFS(made)); err == nil {
				t.Fatal("CopyFS over files that are there succeeds")
			}
			b, _ := os.ReadFile(filepath.Join(dir, one))
			writeFile(t, filepath.Join(dir, "upload-1-of-3-again.bench"), string(b))
		}, "DIR/upload-1-of-3-again.bench and DIR/" + one + " are both shard 1/3; remove one"},
		{"of another number", replace(two, `^shard: 2/3`, "shard: 2/4"), "DIR/" + two + " has parts: 4, DIR/" + one + " has 3; keep those of one whole and remove the others"},
		{"of another commit", replace(two, `^commit: .*?$`, "commit: 4567"), "DIR/" + two + " has commit: 4567, DIR/" + one + " has 0123abcd; keep those of one whole and remove the others"},
		{"one dirty", replace(three, `^commit: .*?$`, "commit: 0123abcd-dirty"), "DIR/" + three + " has commit: 0123abcd-dirty, DIR/" + one + " has 0123abcd; commit what was changed and make both again"},
		{"of another model", replace(two, `^model: 7`, "model: 8"), "DIR/" + two + " has model: 8, DIR/" + one + " has 7; keep those of one whole and remove the others"},
		{"of another number of cells", replace(two, `^cells: 20`, "cells: 21"), "DIR/" + two + " has cells: 21, DIR/" + one + " has 20; keep those of one whole and remove the others"},
		{"all of another number of cells", func(t *testing.T, dir string) {
			for _, name := range []string{one, two, three} {
				replace(name, `^cells: 20`, "cells: 21")(t, dir)
			}
		}, "DIR/" + one + ": cells: 21, but the matrix has 20 here; make all shards of this commit"},
		{"cut short", replace(two, `\n[^\n]*\n\z`, "\n"), "DIR/" + two + ": has 6 of the 7 cells of shard 2/3: it was cut short; make this shard again"},
		{"cut within a number", replace(two, `op \d+ wrong-B/op\n\z`, "op 0"), "DIR/" + two + ":20: missing units; make this shard again"},
		{"cut within a unit", replace(two, `-B/op\n\z`, "-B/o"), "DIR/" + two + ":20: cell BenchmarkUpload/uploader=transfermanager/reader=memory/size=64MiB/profile=s3-standard does not report wrong-B/op, so nobody knows whether its copy is right; make this shard again"},
		{"cut before the last line break", replace(two, `\n\z`, ""), "DIR/" + two + `:20: here is "BenchmarkUpload/uploader=transfermanager/reader=memory/size=64MiB/profile=s3-standard 1 0.8 vsec/op`},
		{"too long", replace(two, `\z`, "BenchmarkUpload/x 1 0 wrong-B/op\n"), "DIR/" + two + ":21: has more cells than the 7 of shard 2/3; make this shard again"},
		{"a cell twice", replace(one, `^(`+first+`.*?\n)`, "$1$1"), "DIR/" + one + ":15: cell " + first + " is there twice; make this shard again"},
		{"another order", replace(one, `^(`+first+`[^\n]*\n)([^\n]*\n)`, "$2$1"), "DIR/" + one + ":14: cell " + second + " stands where the matrix has " + first + " here; make all shards of this commit"},
		{"of another matrix", replace(one, `reader=mutex/`, "reader=other/"), "DIR/" + one + ":14: cell BenchmarkUpload/uploader=manager/reader=other/size=4MiB/profile=s3-standard stands where the matrix has " + first + " here; make all shards of this commit"},
		{"an unknown key", replace(one, `^model`, "date: today\nmodel"), "DIR/" + one + `:12: here is "date: today\n" where there should be "model: 7\n"; make this shard again`},
		{"a key that changes", replace(one, `^(`+first+`.*?\n)`, "${1}commit: 4567\n"), "DIR/" + one + `:15: here is "commit: 4567\n" where there should be "` + second},
		{"a model that changes", replace(one, `^(`+first+`.*?\n)`, "${1}model: 8\n"), "DIR/" + one + ":16: cell " + second + ` is of model "8", other cells are of "7"; make this shard again`},
		{"a line of no meaning", replace(one, `^model`, "PASS\nmodel"), "DIR/" + one + `:12: here is "PASS\n" where there should be "model: 7\n"; make this shard again`},
		{"other line ends", replace(one, `\n`, "\r\n"), "DIR/" + one + ":1: here is \"shard: 1/3\\r\\n\" where there should be \"shard: 1/3\\n\"; make this shard again"},
		{"a syntax error", replace(one, `size=4MiB/profile=s3-standard 1 `, "size=4MiB/profile=s3-standard x "), "DIR/" + one + ":14: parsing iteration count: invalid syntax; make this shard again"},
		{"no results", replace(one, `^Benchmark.*\z`, ""), "DIR/" + one + ": has no results: it was cut short; make this shard again"},
		{"empty", replace(one, `.*`, ""), "DIR/" + one + ": has no results: it was cut short; make this shard again"},
		{"no shard", replace(one, `^shard: 1/3\n`, ""), "DIR/" + one + ": has no key shard: at its top, so it is not of make bench SHARD=…; remove it"},
		{"no commit", replace(one, `^commit: .*?\n`, ""), "DIR/" + one + ": has no key commit: at its top, so it is not of make bench SHARD=…; remove it"},
		{"no shard number", replace(one, `^shard: 1/3`, "shard: first"), "DIR/" + one + ": shard: first: not a part and a number of parts, such as 1/2; make this shard again"},
		{"no number of cells", replace(one, `^cells: 20`, "cells: many"), "DIR/" + one + `: cells: many: strconv.Atoi: parsing "many": invalid syntax; make this shard again`},
		{"more parts than cells", replace(one, `^shard: 1/3`, "shard: 1/999999999"), "DIR/" + one + ": shard: 1/999999999 of cells: 20 would have empty parts; make this shard again"},
		{"two minds on a unit", replace(two, `^Unit vB/s better=higher`, "Unit vB/s better=lower"), "DIR/" + two + ": unit vB/s has better=lower, other cells have higher"},
		{"no checksum", replace(one, `^sha256: .*?\n`, ""), "DIR/" + one + ": has no key sha256: at its top"},
		{"an edited figure", replace(two, ` 0\.8 vsec/op`, " 0.7 vsec/op"), "DIR/" + two + ": is not as it was measured: its sha256 is not that of its figures; make this shard again"},
		{"a directory", func(t *testing.T, dir string) {
			path := filepath.Join(dir, one)
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o777)); err != nil {
				t.Fatal(err)
			}
		}, "DIR/" + one + ": is a directory"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := oldResults(t)
			shards := filepath.Join(dir, "local", "shards")
			if err := os.CopyFS(shards, os.DirFS(made)); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, shards)
			before := snapshot(t, dir)
			stdout, err := runArgs(t, "merge", "-results", dir)
			want := strings.ReplaceAll(tt.says, "DIR", shards)
			if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") || stdout != "" {
				t.Errorf("merge = %v, stdout %q;\nwant one line %q", err, stdout, want)
			}
			wantSame(t, snapshot(t, dir), before)
		})
	}
}

// TestMergeDirty: figures of uncommitted work may be merged, as long as it is
// all of one commit.
func TestMergeDirty(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	shards := makeShards(t, dir, 2)
	for path, text := range snapshot(t, shards) {
		if text != "directory" {
			head, rest, _ := strings.Cut(strings.Replace(text, "commit: 0123abcd", "commit: 0123abcd-dirty", 1), "sha256: ")
			_, body, _ := strings.Cut(rest, "\n")
			writeFile(t, path, head+"sha256: "+checksum(head, body)+"\n"+body)
		}
	}
	stdout, err := runArgs(t, "merge", "-results", dir)
	if err != nil || !strings.Contains(stdout, "of commit 0123abcd-dirty, ") {
		t.Errorf("merge = %v, stdout %q; want the commit named", err, stdout)
	}
}
