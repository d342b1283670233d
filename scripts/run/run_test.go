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
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWholeMatrix holds the committed results to their exact bytes.
func TestWholeMatrix(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	stdout, err := runFake(t, dir)
	if err != nil {
		t.Fatalf("run = %v", err)
	}
	golden := filepath.Join("testdata", "golden")
	if *update {
		if err := errors.Join(os.RemoveAll(golden), os.CopyFS(golden, os.DirFS(dir))); err != nil {
			t.Fatal(err)
		}
	}
	got, want := relative(dir, snapshot(t, dir)), relative(golden, snapshot(t, golden))
	wantSame(t, got, want)

	var tables string
	for _, name := range []string{"upload-manager.txt", "upload-transfermanager.txt"} {
		tables += got[filepath.Join(tablesName, name)] + "\n"
	}
	where, ok := strings.CutPrefix(stdout, tables)
	if !ok {
		t.Fatalf("stdout is\n%s\nwant the tables first", stdout)
	}
	for _, want := range []string{
		"tables: " + filepath.Join(dir, tablesName) + "/\n",
		"raw output: " + filepath.Join(dir, rawName) + "\n",
	} {
		if !strings.Contains(where, want) {
			t.Errorf("below the tables is %q; want %q in it", where, want)
		}
	}
	wantCommandWorks(t, lastLine(where))
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// wantCommandWorks runs the command that the last line offers, as a user pastes it.
func wantCommandWorks(t *testing.T, line string) {
	t.Helper()
	_, args, ok := strings.Cut(line, ": go ")
	if !ok {
		t.Fatalf("the last line is %q; want a go command", line)
	}
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
	blob := filepath.Join(t.TempDir(), "layer.tar.gz")
	if err := os.WriteFile(blob, []byte("bytes"), 0o666); err != nil {
		t.Fatal(err)
	}
	cwd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	relBlob, err := filepath.Rel(cwd, blob)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		env  [2]string // a variable the cells must be given
		file string    // of the tables
		has  string    // in the raw output
	}{
		{[]string{"-bench", "Upload/uploader=manager/reader=m/size=4"}, [2]string{}, "upload-manager.txt", "reader=mutex/size=4MiB/"},
		{[]string{"-size", "8KiB"}, [2]string{"SIZE", "8192"}, "upload-manager.txt", "/size=8192/"},
		{[]string{"-blob", relBlob}, [2]string{"BLOB", blob}, "upload-transfermanager.txt", "\nblob: layer.tar.gz\n"},
		{[]string{"-pkg", "other"}, [2]string{}, "upload-manager.txt", "reader=memory"},
	} {
		t.Run(tt.args[0], func(t *testing.T) {
			dir := oldResults(t)
			before := snapshot(t, dir)
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
			if table := after[filepath.Join(local, tablesName, tt.file)]; table == "" || !strings.Contains(stdout, table) {
				t.Errorf("%s is %q and stdout %q; want the table in both", tt.file, table, stdout)
			}
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
			if _, err := os.Stat(filepath.Join(local, tablesName, "upload-old.txt")); err == nil {
				t.Errorf("a table of an earlier run stands beside this run's raw output")
			}
		})
	}
}

func TestProgressOnlyOnTerminal(t *testing.T) {
	c := testCommand()
	c.terminal = func(io.Writer) bool { return true }
	var stdout, stderr bytes.Buffer
	args := []string{"-results", t.TempDir(), "-bench", "Upload/=manager/=memory"}
	if err := c.run(t.Context(), &stdout, &stderr, args); err != nil {
		t.Fatalf("run = %v", err)
	}
	for _, want := range []string{`^compiling the benchmarks of fake\r {32}\r`, `cell 0 of 2 .*\[0s\]`, `cell 1 of 2, about \d+s left .*\[\d+s\]`} {
		if !regexp.MustCompile(want).MatchString(stderr.String()) {
			t.Errorf("stderr is %q, want it to match %q", stderr.String(), want)
		}
	}
	if strings.Contains(stdout.String(), "cell ") || !strings.HasSuffix(stderr.String(), " \r") {
		t.Errorf("stdout is %q, stderr %q; want no progress in the first and none left in the second", stdout.String(), stderr.String())
	}
	t.Setenv("FAKEBENCH_FAIL", "BenchmarkUpload")
	stderr.Reset()
	if err := c.run(t.Context(), &stdout, &stderr, args); err == nil || !strings.HasSuffix(stderr.String(), " \r") {
		t.Errorf("run = %v, stderr %q; want a failure, on a clean line", err, stderr.String())
	}
	// Not on a terminal runFake itself fails where anything is on stderr.
}
