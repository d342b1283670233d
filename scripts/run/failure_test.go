package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/exit"
)

const exampleName = "Benchmark" + string(cell.Example)

const cell64 = "Upload/uploader=manager/reader=merged/size=64MiB/profile=s3-standard"

// TestBadCell: output that is not one result fails the whole run, and changes nothing.
func TestBadCell(t *testing.T) {
	for _, tt := range []struct{ what, says string }{
		{"SILENT", "cell " + cell64 + ": printed 0 results, want exactly one"},
		{"TWICE", "cell " + cell64 + ": printed 2 results, want exactly one"},
		{"LISTED_TWICE", cell64 + " is listed twice"},
		{"MODEL", "cell " + cell64 + `: is of model "8", other cells are of "7"`},
	} {
		t.Run(tt.what, func(t *testing.T) {
			dir := oldResults(t)
			before := snapshot(t, dir)
			t.Setenv("FAKEBENCH_"+tt.what, "Benchmark"+cell64)
			stdout, err := runFake(t, dir)
			if err == nil || !strings.Contains(err.Error(), tt.says) || stdout != "" {
				t.Errorf("run = %v, stdout %q; want an error with %q and no table", err, stdout, tt.says)
			}
			wantSame(t, snapshot(t, dir), before)
		})
	}
}

// TestFailedCell: a cell that fails does so alone. The others are shown and written, to
// local/, and the exit status says no.
func TestFailedCell(t *testing.T) {
	for _, tt := range []struct{ what, says string }{
		{"FAIL", "\ncell " + cell64 + " failed: exit status 1\n--- FAIL: Benchmark" + cell64 + "\n    fake_test.go:"},
		{"NOISE", "lines left out]\nnoise 980\n"},
	} {
		dir := oldResults(t)
		before := snapshot(t, dir)
		t.Setenv("FAKEBENCH_"+tt.what, "Benchmark"+cell64)
		stdout, err := runFake(t, dir)
		if code := exit.Code(io.Discard, "", err); err == nil || !strings.HasPrefix(err.Error(), "1 of 20 cells failed, 0 copied wrong bytes") || !strings.Contains(err.Error(), tt.says) || code != 1 {
			t.Errorf("run = %v, status %d; want an answer that names the cell, and why", err, code)
		}
		after := snapshot(t, dir)
		for _, want := range []string{"         merged    4.000  failed\n", "\nfailed: " + strings.TrimPrefix(cell64, "Upload/") + ": ", "raw output: " + filepath.Join(dir, "local", rawName) + "\n"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("stdout has no %q:\n%s", want, stdout)
			}
		}
		if raw := after[filepath.Join(dir, "local", rawName)]; !strings.Contains(raw, "\nBenchmark"+cell64+" 1 1 failed/op\n") {
			t.Errorf("the raw output does not say that the cell failed:\n%s", raw)
		}
		for path, text := range before {
			if !strings.Contains(path, "local") && after[path] != text {
				t.Errorf("%s was replaced, though a cell failed", path)
			}
		}
		t.Setenv("FAKEBENCH_"+tt.what, "")
	}
}

// TestAllCellsFailed: then there is no measurement.
func TestAllCellsFailed(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	t.Setenv("FAKEBENCH_FAIL", "Benchmark")
	_, err := runFake(t, dir)
	if code := exit.Code(io.Discard, "", err); err == nil || !strings.HasPrefix(err.Error(), "all 20 cells failed, the first of them: cell Upload/") || code != 2 {
		t.Errorf("run = %v, status %d; want no measurement", err, code)
	}
	wantSame(t, snapshot(t, dir), before)
}

// TestWrongBytes: a reader that copies wrong bytes and is not declared a defect is an
// answer, too; merged is declared.
func TestWrongBytes(t *testing.T) {
	t.Setenv("FAKEBENCH_WRONG", "reader=memory/size=4MiB")
	stdout, err := runFake(t, filepath.Join(t.TempDir(), "results"))
	if code := exit.Code(io.Discard, "", err); err == nil || !strings.HasPrefix(err.Error(), "0 of 20 cells failed, 2 copied wrong bytes") || strings.Contains(err.Error(), "merged") || code != 1 {
		t.Errorf("run = %v, status %d; want memory's cells named", err, code)
	}
	if !strings.Contains(stdout, "memory    wrong") && !strings.Contains(stdout, "memory  wrong") {
		t.Errorf("the time of a wrong copy is shown:\n%s", stdout)
	}
}

// TestOneAtATime: with one process the slowest cell starts, and no other
// beside it.
func TestOneAtATime(t *testing.T) {
	t.Setenv("FAKEBENCH_HANG", "BenchmarkUpload")
	l := listener(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- testCommand().run(ctx, io.Discard, io.Discard,
			[]string{"bench", "-results", t.TempDir(), "-procs", "1", "-bench", "Upload/=manager"})
	}()
	first := accept(t, l)
	name, err := bufio.NewReader(first).ReadString('\n')
	if want := "BenchmarkUpload/uploader=manager/reader=mutex/size=64MiB/profile=s3-standard\n"; name != want {
		t.Errorf("first runs %q (%v), want %q", name, err, want)
	}
	l.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Millisecond)) // time to look at the backlog
	if other, err := l.Accept(); err == nil {
		other.Close()
		t.Error("a second cell ran beside the first")
	}
	cancel()
	<-ended
	first.Close()
}

// TestRefused: what cannot work is refused in one line before any cell runs.
func TestRefused(t *testing.T) {
	tmp := t.TempDir()
	empty, full, huge := filepath.Join(tmp, "empty"), filepath.Join(tmp, "full"), filepath.Join(tmp, "huge")
	if err := errors.Join(os.WriteFile(empty, nil, 0o666), os.WriteFile(full, []byte("x"), 0o666),
		os.WriteFile(huge, nil, 0o666), os.Truncate(huge, 4<<30+1)); err != nil {
		t.Fatal(err)
	}
	const asBytes = ": not a positive number of bytes; give one such as SIZE=8388608 or SIZE=8MiB"
	const odd = ": is empty, or not a regular file; give one with something in it"
	const notBoth = ": a shard is of the whole committed matrix; give one of the two"
	for _, tt := range []struct {
		name string
		args []string
		says string
		code int
	}{
		{"blob missing", []string{"-blob", tmp + "/none"}, "BLOB=" + tmp + "/none: no such file or directory", 2},
		{"blob empty", []string{"-blob", empty}, "BLOB=" + empty + odd, 2},
		{"blob a directory", []string{"-blob", tmp}, "BLOB=" + tmp + odd, 2},
		{"blob a device", []string{"-blob", os.DevNull}, "BLOB=" + os.DevNull + odd, 2},
		{"size zero", []string{"-size", "0"}, "SIZE=0" + asBytes, 2},
		{"size negative", []string{"-size", "-5"}, "SIZE=-5" + asBytes, 2},
		{"size a word", []string{"-size", "abc"}, "SIZE=abc" + asBytes, 2},
		{"size decimal", []string{"-size", "8M"}, "SIZE=8M" + asBytes, 2},
		{"size too much", []string{"-size", "9000000TiB"}, "SIZE=9000000TiB" + asBytes, 2},
		{"size beyond memory", []string{"-size", "5GiB"}, "SIZE=5GiB: every running cell keeps its whole copy in memory, to compare it; give at most 4GiB", 2},
		{"blob beyond memory", []string{"-blob", huge}, "BLOB=" + huge + ": every running cell keeps its whole copy in memory, to compare it; give a file of at most 4 GiB", 2},
		{"size and blob", []string{"-size", "5", "-blob", full}, "SIZE=5 and BLOB=" + full + ": a file has its own size; give one of the two", 2},
		{"bench invalid", []string{"-bench", "Upload/("}, "BENCH=Upload/(: error parsing regexp: missing closing ): `Upload/(`; quote what the expression should take literally with \\", 2},
		{"bench invalid between slashes", []string{"-bench", "Upload/*"}, "BENCH=Upload/*: the cells cannot be listed: exit status 1: testing: invalid regexp for element 1 of -test.bench (\"*\"): error parsing regexp: missing argument to repetition operator: `*`", 2},
		{"bench matches nothing", []string{"-bench", "pooled"}, "BENCH=pooled matches no cell; it is matched element by element between slashes, and names look like " + exampleName, 2},
		{"bench outside tables", []string{"-bench", "Odd"}, "BENCH=Odd: Odd/colour=red has no place in a table; leave it out, names must look like " + string(cell.Example), 2},
		{"profile missing", []string{"-profile", tmp + "/none.json"}, "PROFILE=" + tmp + "/none.json: no such file or directory", 2},
		{"profile missing here", []string{"-profile", "none.json"}, "PROFILE=none.json: no such file or directory", 2},
		{"profile a directory", []string{"-profile", "./"}, "PROFILE=./" + odd, 2},
		{"manifest missing", []string{"-manifest", tmp + "/none.json"}, "MANIFEST=" + tmp + "/none.json: no such file or directory", 2},
		{"manifest and size", []string{"-manifest", full, "-size", "5"}, "MANIFEST=" + full + " and SIZE=5: an image has layers of its own; give one of the two", 2},
		{"manifest and blob", []string{"-manifest", full, "-blob", full}, "MANIFEST=" + full + " and BLOB=" + full + ": an image has layers of its own; give one of the two", 2},
		{"manifest and shard", []string{"-manifest", full, "-shard", "1/2"}, "SHARD=1/2 and MANIFEST=" + full + notBoth, 2},
		{"shard a word", []string{"-shard", "first"}, "SHARD=first: not a part and a number of parts, such as 1/2", 2},
		{"shard negative", []string{"-shard", "-1/2"}, "SHARD=-1/2: not a part and a number of parts, such as 1/2", 2},
		{"shard zero", []string{"-shard", "0/2"}, "SHARD=0/2: there is no part 0 of 2; they count from 1 to 2", 2},
		{"shard beyond", []string{"-shard", "3/2"}, "SHARD=3/2: there is no part 3 of 2; they count from 1 to 2", 2},
		{"shard empty", []string{"-shard", "1/21"}, "SHARD=1/21: there are 20 cells, so a shard would be empty; give at most 20 parts", 2},
		{"shard and bench", []string{"-shard", "1/2", "-bench", "Upload"}, "SHARD=1/2 and BENCH=Upload" + notBoth, 2},
		{"shard and size", []string{"-shard", "1/2", "-size", "5"}, "SHARD=1/2 and SIZE=5" + notBoth, 2},
		{"shard and blob", []string{"-shard", "1/2", "-blob", full}, "SHARD=1/2 and BLOB=" + full + notBoth, 2},
		{"shard and profile", []string{"-shard", "1/2", "-profile", "lan"}, "SHARD=1/2 and PROFILE=lan" + notBoth, 2},
		{"shard and package", []string{"-shard", "1/2", "-pkg", "other"}, "SHARD=1/2 and -pkg other" + notBoth, 2},
		{"no processes", []string{"-procs", "0"}, "-procs 0: need at least one process; give 1 or more", 2},
		{"unknown flag", []string{"-sizes", "5"}, "flag provided but not defined: -sizes; -h lists the flags", 2},
		{"argument", []string{"pooled"}, `unexpected argument "pooled"; pass values by flags, -h lists them`, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := oldResults(t)
			before := snapshot(t, dir)
			t.Setenv("FAKEBENCH_FAIL", "Benchmark") // a cell that runs would say so
			stdout, err := runFake(t, dir, tt.args...)
			var stderr bytes.Buffer
			code := exit.Code(&stderr, "readeratbench", err)
			if want := "readeratbench: " + tt.says + "\n"; stderr.String() != want || code != tt.code || stdout != "" {
				t.Errorf("run(%q) says %q, status %d, stdout %q;\nwant %q, %d and nothing", tt.args, stderr.String(), code, stdout, want, tt.code)
			}
			wantSame(t, snapshot(t, dir), before)
		})
	}
}

// TestUnknownProfile: the benchmarks say so, of the profile that was given.
func TestUnknownProfile(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	_, err := runFake(t, dir, "-profile", "wan")
	if err == nil || err.Error() != `PROFILE=wan: no profile "wan"` {
		t.Errorf("run = %v; want what the benchmarks say of the profile, and nothing of where", err)
	}
	wantSame(t, snapshot(t, dir), before)
}

// TestNoPlace: results that cannot be written are found out before any cell runs, also
// by root.
func TestNoPlace(t *testing.T) {
	for name, dir := range map[string]string{"results is a file": "results", "above is a file": "results/more"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeFile(t, "results", "old")
			t.Setenv("FAKEBENCH_FAIL", "Benchmark")
			before := snapshot(t, ".")
			_, err := runFake(t, dir)
			if err == nil || !strings.HasPrefix(err.Error(), "cannot write to "+dir+": ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("run = %v; want one line that says where", err)
			}
			wantSame(t, snapshot(t, "."), before)
		})
	}
}
