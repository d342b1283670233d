package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
)

const fakePackage = "./testdata/fakebench"

// fake is the compiled stand-in for the benchmarks.
var fake runner.Program

func TestMain(m *testing.M) {
	if os.Getenv("FAKEBENCH_MAIN") != "" {
		main() // the test binary plays the command
	}
	flag.Parse()
	os.Exit(compileAndRun(m))
}

func compileAndRun(m *testing.M) int {
	tmp, err := os.MkdirTemp("", "readeratbench-test-")
	if err == nil {
		defer os.RemoveAll(tmp)
		fake, err = runner.Compile(context.Background(), fakePackage, tmp)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func fakeCompile(context.Context, string, string) (runner.Program, error) { return fake, nil }

func fakeCommit(context.Context) (string, error) { return "0123abcd", nil }

func never(io.Writer) bool { return false }

// testCommand is the command with the fake as its default package.
func testCommand() command {
	return command{pkg: "fake", compile: fakeCompile, commit: fakeCommit, terminal: never}
}

// rawName is the raw output of the matrix.
var rawName = results.Upload.Raw()

// runFake runs the whole matrix, or what args leave of it, into results.
func runFake(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	return runArgs(t, append([]string{"bench", "-results", dir}, args...)...)
}

// runArgs is runFake for subcommands.
func runArgs(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := testCommand().run(t.Context(), &stdout, &stderr, args)
	if stderr.Len() > 0 {
		t.Errorf("run(%q) wrote %q to stderr, where nobody looks; want nothing", args, stderr.String())
	}
	return stdout.String(), err
}

// snapshot is every file and folder under dir with what it has.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			files[path] = "directory"
			return err
		}
		b, err := os.ReadFile(path)
		files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// oldResults is a results folder from earlier.
func oldResults(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "results")
	for _, name := range []string{rawName, "tables/upload-manager.txt", "local/" + rawName, "local/tables/upload-old.txt"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte("old "+name), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func wantSame(t *testing.T, got, want map[string]string) {
	t.Helper()
	for path, content := range want {
		if g, ok := got[path]; !ok || g != content {
			t.Errorf("%s is %q (there: %v), want it untouched: %q", path, g, ok, content)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s is left behind", path)
		}
	}
}

// listener accepts the connections of cells that hang.
func listener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	l.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)) // a watchdog: no cell may ever start
	t.Setenv("FAKEBENCH_DIAL", l.Addr().String())
	return l
}

// gone waits until the process at the other end has ended.
func gone(conn net.Conn) {
	io.Copy(io.Discard, conn) // a killed process's connection ends or is reset
	conn.Close()
}

func TestInterrupted(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	t.Setenv("FAKEBENCH_HANG", "BenchmarkUpload")
	t.Setenv("TMPDIR", t.TempDir())
	l := listener(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- testCommand().run(ctx, io.Discard, io.Discard, []string{"bench", "-results", dir, "-procs", "2"})
	}()
	children := []net.Conn{accept(t, l), accept(t, l)}
	cancel()
	err := <-ended
	if !errors.Is(err, errInterrupted) {
		t.Errorf("run, interrupted = %v; want %v", err, errInterrupted)
	}
	for _, c := range children {
		gone(c)
	}
	wantSame(t, snapshot(t, dir), before)
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		t.Errorf("temporary files are left: %q", left)
	}
}

func accept(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestSignal is the whole command as a process: what Ctrl-C meets.
func TestSignal(t *testing.T) {
	dir := oldResults(t)
	before := snapshot(t, dir)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FAKEBENCH_MAIN", "1")
	t.Setenv("FAKEBENCH_HANG", "BenchmarkUpload")
	l := listener(t)
	cmd := exec.Command(exe, "bench", "-pkg", fakePackage, "-results", dir, "-procs", "1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	child := accept(t, l)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	gone(child)
	if got := cmd.ProcessState.ExitCode(); got != 2 {
		t.Errorf("exit status %d, want 2", got)
	}
	if want := "readeratbench: " + errInterrupted.Error() + "\n"; stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr %q; want nothing and %q", stdout.String(), stderr.String(), want)
	}
	wantSame(t, snapshot(t, dir), before)
}

// TestHelp: every command lists its flags and no other's; without a command all are
// listed.
func TestHelp(t *testing.T) {
	all := []string{"-bench", "-size", "-blob", "-profile", "-manifest", "-shard", "-pkg", "-procs", "-results", "-times", "-base", "-figures"}
	for command, flags := range map[string][]string{
		"bench":   all[:9],
		"figures": {"-results", "-procs", "-shard"},
		"merge":   {"-results"},
		"range":   {"-results", "-procs", "-shard"},
		"tables":  {"-results"},
		"stress":  {"-bench", "-size", "-procs", "-times"},
		"diff":    {"-bench", "-procs", "-base", "-figures"},
	} {
		var stdout, stderr bytes.Buffer
		err := testCommand().run(t.Context(), &stdout, &stderr, []string{command, "-h"})
		if !errors.Is(err, flag.ErrHelp) || stdout.Len() > 0 {
			t.Errorf("run(%s -h) = %v, stdout %q; want %v and nothing", command, err, stdout.String(), flag.ErrHelp)
		}
		for _, name := range all {
			if got, want := strings.Contains(stderr.String(), "\n  "+name+" "), slices.Contains(flags, name); got != want {
				t.Errorf("%s -h tells of %s: %v, want %v:\n%s", command, name, got, want, stderr.String())
			}
		}
	}
	for _, args := range [][]string{nil, {"-h"}, {"pooled"}} {
		var stderr bytes.Buffer
		err := testCommand().run(t.Context(), io.Discard, &stderr, args)
		if help := errors.Is(err, flag.ErrHelp); err == nil || help == slices.Equal(args, []string{"pooled"}) {
			t.Errorf("run(%q) = %v; want help, and an error for what is no command", args, err)
		}
		for _, s := range subcommands() {
			if !strings.Contains(stderr.String(), "\n  "+s.name+" ") {
				t.Errorf("run(%q) does not tell of %s:\n%s", args, s.name, &stderr)
			}
		}
	}
}

func TestIsTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, w := range []io.Writer{f, bufio.NewWriter(f), io.Discard} {
		if isTerminal(w) {
			t.Errorf("isTerminal(%T) = true, want false", w)
		}
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
