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
)

const fakePackage = "./testdata/fakebench"

// fake is the compiled stand-in for the benchmarks.
var fake program

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
		templates = tmp
		fake, err = compilePackage(context.Background(), ".", fakePackage, tmp)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func fakeCompile(context.Context, string, string, string) (program, error) { return fake, nil }

func fakeCommit(context.Context) (string, error) { return "0123abcd", nil }

func never(io.Writer) bool { return false }

// testCommand is the command with the fake as its default package.
func testCommand() command {
	return command{pkg: "fake", compile: fakeCompile, commit: fakeCommit, terminal: never}
}

// rawName is the raw output of the matrix.
var rawName = uploadSet.raw()

// runFake runs the whole matrix, or what args leave of it, into results.
func runFake(t *testing.T, results string, args ...string) (string, error) {
	t.Helper()
	return runArgs(t, append([]string{"-results", results}, args...)...)
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
		ended <- testCommand().run(ctx, io.Discard, io.Discard, []string{"-results", dir, "-procs", "2"})
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
	cmd := exec.Command(exe, "-pkg", fakePackage, "-results", dir, "-procs", "1")
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
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("exit status %d, want 130", got)
	}
	if want := "readeratbench: " + errInterrupted.Error() + "\n"; stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr %q; want nothing and %q", stdout.String(), stderr.String(), want)
	}
	wantSame(t, snapshot(t, dir), before)
}

func TestExitCode(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code int
		says string
	}{
		{nil, 0, ""},
		{flag.ErrHelp, 0, ""},
		{errors.New("no"), 1, "readeratbench: no\n"},
		{errors.New("no\n"), 1, "readeratbench: no\n"},
		{usageError{errors.New("what")}, 2, "readeratbench: what\n"},
		{errors.Join(errInterrupted, nil), 130, "readeratbench: " + errInterrupted.Error() + "\n"},
	} {
		var b bytes.Buffer
		if got := exitCode(&b, tt.err); got != tt.code || b.String() != tt.says {
			t.Errorf("exitCode(%v) = %d and says %q; want %d and %q", tt.err, got, b.String(), tt.code, tt.says)
		}
	}
}

// TestHelp: every command lists its flags and no other's, and all commands.
func TestHelp(t *testing.T) {
	all := []string{"-bench", "-size", "-blob", "-profile", "-manifest", "-shard", "-pkg", "-procs", "-results", "-times"}
	for command, flags := range map[string][]string{
		"":       all[:9],
		"merge":  {"-results"},
		"range":  {"-results", "-procs"},
		"tables": {"-results"},
		"stress": {"-bench", "-size", "-procs", "-times"},
	} {
		var stdout, stderr bytes.Buffer
		err := testCommand().run(t.Context(), &stdout, &stderr, append(strings.Fields(command), "-h"))
		if !errors.Is(err, flag.ErrHelp) || stdout.Len() > 0 {
			t.Errorf("run(%s -h) = %v, stdout %q; want %v and nothing", command, err, stdout.String(), flag.ErrHelp)
		}
		for _, name := range all {
			if got, want := strings.Contains(stderr.String(), "\n  "+name+" "), slices.Contains(flags, name); got != want {
				t.Errorf("%s -h tells of %s: %v, want %v:\n%s", command, name, got, want, stderr.String())
			}
		}
		if !strings.Contains(stderr.String(), usage) {
			t.Errorf("%s -h does not tell of all commands:\n%s", command, stderr.String())
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
