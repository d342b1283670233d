package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/tables"
)

const committed = "../../results"

// Raw results that are not whole are refused before a table is replaced.
func TestTablesRefuse(t *testing.T) {
	dir := t.TempDir()
	for _, s := range results.Definitions {
		text, err := os.ReadFile(filepath.Join(committed, s.Raw()))
		if err != nil {
			t.Fatal(err)
		}
		if s.Name == "layers" {
			text = text[:len(text)-5] // without its last line
		}
		if err := os.WriteFile(filepath.Join(dir, s.Raw()), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before := snapshot(t, dir)
	_, err := runArgs(t, "tables", "-results", dir)
	if err == nil || !strings.Contains(err.Error(), "layers.bench:") || !strings.Contains(err.Error(), "was cut short") {
		t.Errorf("tables = %v; want an error that says where layers.bench was cut short", err)
	}
	wantSame(t, snapshot(t, dir), before)
}

// What is traced is kept beside the figures, each request with its cell.
func TestTraces(t *testing.T) {
	dir := t.TempDir()
	if _, err := runArgs(t, "waterfall", "-results", dir); err != nil {
		t.Fatal(err)
	}
	const want = `uploader,reader,size,profile,operation,start-ns
manager,mutex,4MiB,s3-standard,GET,11111
manager,pooled,4MiB,s3-standard,GET,111111
`
	if got, err := os.ReadFile(filepath.Join(dir, "waterfall.csv")); err != nil || string(got) != want {
		t.Errorf("waterfall.csv, %v:\n%s\nwant\n%s", err, got, want)
	}
}

// An image is measured into local results, in a set of its own.
func TestImage(t *testing.T) {
	dir := t.TempDir()
	manifest := filepath.Join(t.TempDir(), "manifest")
	if err := os.WriteFile(manifest, []byte("abc"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := runFake(t, dir, "-manifest", manifest); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "local", tables.Folder, "image-manager.txt"))
	if err != nil || !strings.HasPrefix(string(got), "Image: uploader=manager profile=s3-standard layers=3 parallel=4 model=7\n") {
		t.Errorf("the table, %v:\n%s", err, got)
	}
}
