//go:build !race

package main

import (
	"io"
	"strings"
	"testing"
)

// The crash itself is a data race, which the detector would report as a failure.
func TestRunSeesTheCrash(t *testing.T) {
	var out strings.Builder
	if err := run(&out, io.Discard, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"crashed", "nil pointer"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output %q; want %q in it", out.String(), want)
		}
	}
}
