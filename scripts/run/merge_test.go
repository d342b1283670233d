package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// makeShards runs all n shards into dir and returns the folder they are in.
func makeShards(t *testing.T, dir string, n int) string {
	t.Helper()
	for i := n; i > 0; i-- { // in whatever order
		if _, err := runFake(t, dir, "-shard", fmt.Sprintf("%d/%d", i, n)); err != nil {
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

// TestMergeShardsRefused: what is not exactly the shards of one matrix changes nothing.
func TestMergeShardsRefused(t *testing.T) {
	dir := oldResults(t)
	shards := makeShards(t, dir, 3)
	for name, spoil := range map[string]func(path string) error{
		"the shards lack 7 of 20 cells": os.Remove,
		"was cut short":                 func(path string) error { return os.Truncate(path, 500) },
	} {
		kept := snapshot(t, shards)
		if err := spoil(filepath.Join(shards, "bench-2-of-3.bench")); err != nil {
			t.Fatal(err)
		}
		before := snapshot(t, dir)
		stdout, err := runArgs(t, "merge", "-results", dir)
		if err == nil || !strings.Contains(err.Error(), name) || stdout != "" {
			t.Errorf("merge = %v, stdout %q; want %q", err, stdout, name)
		}
		wantSame(t, snapshot(t, dir), before)
		for path, text := range kept {
			if text != "directory" {
				writeFile(t, path, text)
			}
		}
	}
}

// TestMergeSets: shards of sets other than the default matrix merge as well, with the
// requests of what is traced.
func TestMergeSets(t *testing.T) {
	whole, dir := filepath.Join(t.TempDir(), "results"), filepath.Join(t.TempDir(), "results")
	for _, set := range []string{"range", "waterfall"} {
		if _, err := runArgs(t, set, "-results", whole); err != nil {
			t.Fatal(err)
		}
		for _, shard := range []string{"2/2", "1/2"} {
			if _, err := runArgs(t, set, "-results", dir, "-shard", shard); err != nil {
				t.Fatal(err)
			}
		}
	}
	stdout, err := runArgs(t, "merge", "-results", dir)
	if err != nil || !strings.Contains(stdout, "merged from 6 shards") {
		t.Fatalf("merge = %v, stdout %q", err, stdout)
	}
	if err := os.RemoveAll(filepath.Join(dir, "local")); err != nil {
		t.Fatal(err)
	}
	wantSame(t, relative(dir, snapshot(t, dir)), relative(whole, snapshot(t, whole)))
}

// TestShard: a shard writes its file and nothing else, and says what is next; one that
// fails, or is of no commit, leaves an older one.
func TestShard(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	path := filepath.Join(dir, "local", "shards", "bench-2-of-9.bench")
	for range 2 { // the second replaces the first
		stdout, err := runFake(t, dir, "-shard", "2/9")
		if want := "shard 2/9, 3 cells: " + path + "\nwhen the files of all 9 are in that folder: make merge\n"; err != nil || stdout != want {
			t.Fatalf("run = %v, stdout %q; want %q", err, stdout, want)
		}
	}
	after := snapshot(t, dir)
	if text := after[path]; !strings.Contains(text, "\ncommit: 0123abcd\n") || strings.Count(text, "\nBenchmarkUpload/") != 3 || !strings.HasSuffix(text, "\nPASS\n") {
		t.Errorf("the shard is\n%s\nwant 3 cells and their commit", text)
	}
	c := testCommand()
	c.commit = func(context.Context) (string, error) { return "", errors.New("no repository") }
	err := c.run(t.Context(), io.Discard, io.Discard, []string{"bench", "-results", dir, "-shard", "2/9"})
	if want := "SHARD=2/9: a shard says which commit it is of: no repository"; err == nil || err.Error() != want {
		t.Errorf("run without a commit = %v, want %q", err, want)
	}
	t.Setenv("FAKEBENCH_FAIL", "Benchmark")
	if _, err := runFake(t, dir, "-shard", "2/9"); err == nil || !strings.Contains(err.Error(), " failed") {
		t.Errorf("run = %v, want the failure of a cell", err)
	}
	wantSame(t, snapshot(t, dir), after)
	delete(after, path)
	delete(after, filepath.Dir(path))
	wantSame(t, after, before)
}
