package main

import (
	"io"
	"strings"
	"testing"
)

// One goroutine alone has nobody to crash it: the bound is reached, in error.
func TestRunReportsTheBound(t *testing.T) {
	var out strings.Builder
	err := run(&out, io.Discard, []string{"-workers", "1", "-attempts", "2"})
	if err == nil || !strings.Contains(err.Error(), "not seen in 2 attempts") {
		t.Errorf("run = %v; want the bound named", err)
	}
	if strings.Contains(out.String(), "crashed") {
		t.Errorf("output %q claims a crash", out.String())
	}
}

func TestRunRejectsUnknownFlag(t *testing.T) {
	var errOut strings.Builder
	if err := run(io.Discard, &errOut, []string{"-no-such-flag"}); err == nil || errOut.Len() == 0 {
		t.Errorf("run = %v, usage %q; want an error and usage", err, errOut.String())
	}
}
