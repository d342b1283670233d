package main

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"readeratbench/scripts/internal/exit"
)

// runStress runs it where nothing may be written, and returns what it prints
// and its exit status.
func runStress(t *testing.T, args ...string) (stdout string, code int, err error) {
	t.Helper()
	t.Chdir(t.TempDir())
	stdout, err = runArgs(t, append([]string{"stress"}, args...)...)
	if left := snapshot(t, "."); len(left) != 1 {
		t.Errorf("stress(%q) writes %q, want nothing", args, left)
	}
	return stdout, exit.Code(new(bytes.Buffer), "readeratbench", err), err
}

// TestStress: the whole matrix, with both profiles, at the default size.
func TestStress(t *testing.T) {
	stdout, code, err := runStress(t, "-times", "2")
	if want := "20 cells, 2 runs each, 0 differ\n"; err != nil || code != 0 || stdout != want {
		t.Fatalf("stress = %v, status %d:\n%s\nwant %s", err, code, stdout, want)
	}
}

// TestStressFinds what depends on GOMAXPROCS, which must reach the cells, and
// only that.
func TestStressFinds(t *testing.T) {
	t.Setenv("FAKEBENCH_DRIFT", "reader=mutex-barging")
	t.Setenv("GOMAXPROCS", "4") // left over: must not get through
	stdout, code, err := runStress(t, "-times", "3", "-size", "4MiB", "-bench", "Upload/=manager/=(mutex-barging|memory)")
	const of = "uploader=manager/reader=mutex-barging/size=4194304/profile=s3-standard"
	const lines = `
     2 times 1 0.05 vsec/op 8.388608e+07 vB/s 1 GETs/op 4.194304e+06 src-B/op 0 wrong-B/op
     1 times 1 0.1 vsec/op 4.194304e+07 vB/s 1 GETs/op 4.194304e+06 src-B/op 0 wrong-B/op
`
	const want = of + lines + of + "-tail" + lines + "4 cells, 3 runs each, 2 differ\n"
	if stdout != want {
		t.Errorf("stress prints\n%s\nwant\n%s", stdout, want)
	}
	if err == nil || code != 1 || !strings.HasPrefix(err.Error(), "figures of 2 cells do not repeat") {
		t.Errorf("stress = %v, status %d; want an error and 1", err, code)
	}
}

func TestStressRefused(t *testing.T) {
	const timesRemedy = ": not a number of runs that can be compared; give 2 or more"
	for _, tt := range []struct {
		args []string
		says string
		code int
	}{
		{[]string{"-times", "1"}, "TIMES=1" + timesRemedy, 2},
		{[]string{"-times", "many"}, "TIMES=many" + timesRemedy, 2},
		{[]string{"-size", "8M"}, "SIZE=8M: not a positive number of bytes; give one such as SIZE=8388608 or SIZE=8MiB", 2},
		{[]string{"-bench", "("}, "BENCH=(: error parsing regexp: missing closing ): `(`; quote what the expression should take literally with \\", 2},
		{[]string{"-bench", "pooled"}, "BENCH=pooled matches no cell; it is matched element by element between slashes, and names look like " + exampleName, 2},
		{[]string{"-procs", "0"}, "-procs 0: need at least one process; give 1 or more", 2},
		{[]string{"-results", "x"}, "flag provided but not defined: -results; -h lists the flags", 2},
		{[]string{"range"}, `unexpected argument "range"; pass values by flags, -h lists them`, 2},
	} {
		t.Setenv("FAKEBENCH_FAIL", "Benchmark") // a cell that runs would say so
		if stdout, code, err := runStress(t, tt.args...); err == nil || err.Error() != tt.says || code != tt.code || stdout != "" {
			t.Errorf("stress(%q) = %v, status %d, stdout %q; want %q and %d", tt.args, err, code, stdout, tt.says, tt.code)
		}
	}
}

// TestStressFailure names the environment in which a cell failed.
func TestStressFailure(t *testing.T) {
	t.Setenv("FAKEBENCH_FAIL", "profile=s3-standard-tail")
	_, code, err := runStress(t, "-times", "2", "-procs", "1", "-bench", "Upload/=manager/=memory")
	const want = "cell Upload/uploader=manager/reader=memory/size=67108864/profile=s3-standard-tail GOMAXPROCS=1 GOGC=5 READERATBENCH_PROFILE=s3-standard-tail failed: exit status 1\n"
	if err == nil || !strings.HasPrefix(err.Error(), want) || code != 2 {
		t.Errorf("stress = %v, status %d; want %q and 2", err, code, want)
	}
}

// TestStressEnv: six runs meet every combination; without a collector there is
// a bound.
func TestStressEnv(t *testing.T) {
	var got []string
	for run := range 6 {
		got = append(got, strings.Join(stressEnv(run), " "))
	}
	slices.Sort(got)
	want := []string{
		"GOMAXPROCS=1 GOGC=5", "GOMAXPROCS=1 GOGC=off GOMEMLIMIT=4GiB",
		"GOMAXPROCS=2 GOGC=5", "GOMAXPROCS=2 GOGC=off GOMEMLIMIT=4GiB",
		"GOMAXPROCS=8 GOGC=5", "GOMAXPROCS=8 GOGC=off GOMEMLIMIT=4GiB",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the environments of six runs are %q, want %q", got, want)
	}
}

// TestKeepBusy: as many loops as asked for, and all end; else this hangs.
func TestKeepBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := runtime.NumGoroutine()
		stop := keepBusy(3)
		if got := runtime.NumGoroutine() - before; got != 3 {
			t.Errorf("keepBusy(3) starts %d goroutines", got)
		}
		stop()
	})
}

// TestRenderErrorIsSeen: a table that cannot be read is no success.
func TestRenderErrorIsSeen(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (stressReport{}).render(f); !errors.As(err, new(*os.PathError)) {
		t.Errorf("render to a file that cannot be written = %v, want an error", err)
	}
}
