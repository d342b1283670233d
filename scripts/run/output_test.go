package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func content(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	top := t.TempDir()
	before := snapshot(t, top)
	o, err := stageOutput(filepath.Join(top, "a", "results"), rawName, tablesName)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(o.write(rawName, content("new")), o.discard()); err != nil {
		t.Fatal(err)
	}
	wantSame(t, snapshot(t, top), before)
}

// TestPublishAllOrNothing: where one file cannot be replaced, none is.
func TestPublishAllOrNothing(t *testing.T) {
	dir := oldResults(t)
	o, err := stageOutput(dir, rawName, tablesName)
	if err != nil {
		t.Fatal(err)
	}
	first, second := filepath.Join(tablesName, "upload-manager.txt"), filepath.Join(tablesName, "upload-transfermanager.txt")
	if err := errors.Join(o.write(rawName, content("new")), o.write(first, content("new")), o.write(second, content("new"))); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	if err := errors.Join(os.Remove(filepath.Join(dir, first)), os.MkdirAll(filepath.Join(dir, first, "in the way"), 0o777)); err != nil {
		t.Fatal(err)
	}
	if err := o.publish(false); err == nil || !strings.HasPrefix(err.Error(), "cannot write to "+dir) {
		t.Errorf("publish over a directory = %v, want an error", err)
	}
	for _, name := range []string{rawName, second} {
		path := filepath.Join(dir, name)
		if got := snapshot(t, dir)[path]; got != before[path] {
			t.Errorf("%s is %q after a failure, want the old %q", name, got, before[path])
		}
	}
	if err := o.discard(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".readeratbench-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestStageRefusesDirectoryInPlaceOfFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, rawName), 0o777); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	if _, err := stageOutput(dir, rawName, tablesName); err == nil || !strings.Contains(err.Error(), rawName+" is a directory") {
		t.Errorf("stageOutput = %v, want %s named", err, rawName)
	}
	wantSame(t, snapshot(t, dir), before)
}

func TestWriteErrorIsSeen(t *testing.T) {
	dir := t.TempDir()
	o, err := stageOutput(dir, rawName, tablesName)
	if err != nil {
		t.Fatal(err)
	}
	defer o.discard()
	full := errors.New("no space left")
	if err := o.write(rawName, func(io.Writer) error { return full }); err == nil || !strings.Contains(err.Error(), full.Error()) {
		t.Errorf("write = %v, want %v", err, full)
	}
	if err := o.publish(false); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, rawName)); err == nil {
		t.Error("half a file was published")
	}
}

// TestStaleTables go with the raw output they were made from, but only where
// nobody has committed them.
func TestStaleTables(t *testing.T) {
	for _, drop := range []bool{false, true} {
		dir := oldResults(t)
		o, err := stageOutput(dir, rawName, tablesName)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(o.write("tables/upload-new.txt", content("new")), o.publish(drop), o.discard()); err != nil {
			t.Fatal(err)
		}
		got := snapshot(t, filepath.Join(dir, tablesName))
		if _, kept := got[filepath.Join(dir, "tables/upload-manager.txt")]; kept == drop {
			t.Errorf("publish(%v): the old table is there: %v", drop, kept)
		}
		if got[filepath.Join(dir, "tables/upload-new.txt")] != "new" {
			t.Errorf("publish(%v): the new table is not there: %v", drop, got)
		}
	}
}
