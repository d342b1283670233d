package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"readeratbench/scripts/internal/tables"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWholeMatrix holds the committed results to their exact bytes.
func TestWholeMatrix(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	stdout, err := runFake(t, dir)
	if err != nil {
		t.Fatalf("run = %v", err)
	}
	got := wantGolden(t, dir, "golden")

	var all string
	for _, name := range []string{"upload-manager.txt", "upload-transfermanager.txt"} {
		all += got[filepath.Join(tables.Folder, name)] + "\n"
	}
	where, ok := strings.CutPrefix(stdout, all)
	if !ok {
		t.Fatalf("stdout is\n%s\nwant the tables first", stdout)
	}
	for _, want := range []string{
		"tables: " + filepath.Join(dir, tables.Folder) + "/\n",
		"raw output: " + filepath.Join(dir, rawName) + "\n",
	} {
		if !strings.Contains(where, want) {
			t.Errorf("below the tables is %q; want %q in it", where, want)
		}
	}
	wantCommandWorks(t, dir, stdout)
}

// wantGolden holds a results folder to one in testdata, and returns its files.
func wantGolden(t *testing.T, dir, name string) map[string]string {
	t.Helper()
	golden := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.RemoveAll(golden), os.CopyFS(golden, os.DirFS(dir))); err != nil {
			t.Fatal(err)
		}
	}
	got := relative(dir, snapshot(t, dir))
	wantSame(t, got, relative(golden, snapshot(t, golden)))
	return got
}

// wantCommandWorks runs the command that a page offers, as a user pastes it.
func wantCommandWorks(t *testing.T, dir, stdout string) {
	t.Helper()
	_, line, ok := strings.Cut(stdout, "\nbenchstat's view: go ")
	if !ok {
		t.Fatalf("stdout is %q; want a go command", stdout)
	}
	args, _, _ := strings.Cut(line, "\n")
	args = strings.Replace(args, " results/", " "+dir+"/", 1)
	out, err := exec.Command("go", strings.Fields(args)...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "vs base") {
		t.Errorf("go %s: %v\n%s", args, err, out)
	}
}

func relative(dir string, files map[string]string) map[string]string {
	rel := map[string]string{}
	for path, content := range files {
		rel[strings.TrimPrefix(strings.TrimPrefix(path, dir), string(filepath.Separator))] = content
	}
	return rel
}

// TestSameBytes: neither how many cells run at once nor which ends first may
// show in the results.
func TestSameBytes(t *testing.T) {
	var first map[string]string
	for _, procs := range []string{"1", "1", "3"} {
		dir := filepath.Join(t.TempDir(), "results")
		if _, err := runFake(t, dir, "-procs", procs); err != nil {
			t.Fatalf("run -procs %s = %v", procs, err)
		}
		got := relative(dir, snapshot(t, dir))
		if first == nil {
			first = got
		}
		if !maps.Equal(got, first) {
			t.Errorf("-procs %s: the results differ from those of -procs 1", procs)
		}
	}
}

// TestPartialRun: a run of anything but the whole matrix leaves the committed
// results alone and replaces all of the local ones.
func TestPartialRun(t *testing.T) {
	blob, relBlob := someFile(t, "layer.tar.gz")
	mine, relMine := someFile(t, "mine.json")
	for _, tt := range []struct {
		args []string
		env  [2]string // a variable the cells must be given
		file string    // of the tables
		has  string    // in the raw output
	}{
		{[]string{"-bench", "Upload/uploader=manager/reader=m/size=4"}, [2]string{}, "upload-manager.txt", "reader=mutex/size=4MiB/"},
		{[]string{"-size", "8KiB"}, [2]string{"SIZE", "8192"}, "upload-manager.txt", "/size=8192/"},
		{[]string{"-blob", relBlob}, [2]string{"BLOB", blob}, "upload-transfermanager.txt", "\nblob: layer.tar.gz\n"},
		{[]string{"-profile", "lan"}, [2]string{"PROFILE", "lan"}, "upload-manager.txt", "/profile=lan "},
		{[]string{"-profile", relMine}, [2]string{"PROFILE", mine}, "upload-manager.txt", "/profile=mine "},
		{[]string{"-bench", "Range/=manager"}, [2]string{}, "range-manager.txt", "BenchmarkRange/uploader=manager/reader=memory/"},
		{[]string{"-pkg", "other"}, [2]string{}, "upload-manager.txt", "reader=memory"},
	} {
		t.Run(tt.args[0], func(t *testing.T) {
			dir := oldResults(t)
			before := snapshot(t, dir)
			t.Setenv("READERATBENCH_PROFILE", "none")
			t.Setenv("READERATBENCH_SIZE", "12345") // left over: must not get through
			t.Setenv("FAKEBENCH_WANT_"+tt.env[0], tt.env[1])
			stdout, err := runFake(t, dir, tt.args...)
			if err != nil {
				t.Fatalf("run(%q) = %v", tt.args, err)
			}
			after := snapshot(t, dir)
			local := filepath.Join(dir, "local")
			if raw := after[filepath.Join(local, rawName)]; !strings.Contains(raw, tt.has) || strings.Contains(raw, "size=12345") {
				t.Errorf("the raw output is\n%s\nwant it to have %q", raw, tt.has)
			}
			if table := after[filepath.Join(local, tables.Folder, tt.file)]; table == "" || !strings.Contains(stdout, table) {
				t.Errorf("%s is %q and stdout %q; want the table in both", tt.file, table, stdout)
			}
			wantCommandWorks(t, dir, stdout)
			for path := range after {
				if strings.HasPrefix(path, local) {
					delete(after, path)
				}
			}
			for path := range before {
				if strings.HasPrefix(path, local) {
					delete(before, path)
				}
			}
			wantSame(t, after, before)
			if _, err := os.Stat(filepath.Join(local, tables.Folder, "upload-old.txt")); err == nil {
				t.Errorf("a table of an earlier run stands beside this run's raw output")
			}
		})
	}
}

// someFile makes a file and returns its path, absolute and from here.
func someFile(t *testing.T, name string) (abs, rel string) {
	t.Helper()
	abs = filepath.Join(t.TempDir(), name)
	cwd, err := os.Getwd()
	if err == nil {
		rel, err = filepath.Rel(cwd, abs)
	}
	if err := errors.Join(err, os.WriteFile(abs, []byte("bytes"), 0o666)); err != nil {
		t.Fatal(err)
	}
	return abs, rel
}

func TestProgressOnlyOnTerminal(t *testing.T) {
	c := testCommand()
	c.terminal = func(io.Writer) bool { return true }
	var stdout, stderr bytes.Buffer
	args := []string{"bench", "-results", t.TempDir(), "-bench", "Upload/=manager/=memory"}
	if err := c.run(t.Context(), &stdout, &stderr, args); err != nil {
		t.Fatalf("run = %v", err)
	}
	for _, want := range []string{`^compiling the benchmarks of fake\n`, `cells .*\(0/2`, `cells .*\(1/2`} {
		if !regexp.MustCompile(want).MatchString(stderr.String()) {
			t.Errorf("stderr is %q, want it to match %q", stderr.String(), want)
		}
	}
	if strings.Contains(stdout.String(), "cells ") || !strings.HasSuffix(stderr.String(), " \r") {
		t.Errorf("stdout is %q, stderr %q; want no progress in the first and none left in the second", stdout.String(), stderr.String())
	}
	t.Setenv("FAKEBENCH_FAIL", "BenchmarkUpload")
	stderr.Reset()
	if err := c.run(t.Context(), &stdout, &stderr, args); err == nil || !strings.HasSuffix(stderr.String(), " \r") {
		t.Errorf("run = %v, stderr %q; want a failure, on a clean line", err, stderr.String())
	}
	// Not on a terminal runFake itself fails where anything is on stderr.
}
