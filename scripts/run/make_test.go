package main

import (
	"os/exec"
	"strings"
	"testing"
)

// make refuses a variable that it would not heed, and passes the others on.
func TestMakeVariables(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("no make here")
	}
	for _, c := range []struct{ args, says string }{
		{"bench PROFLE=lan", "there is no variable PROFLE: make knows BENCH SIZE "},
		{"bench bench=x", "there is no variable bench: "},
		{"bench MAKEX=1", "there is no variable MAKEX: "},
		{"diff VERIFY=1", "there is no variable VERIFY: "},
		{"bench BLOB=", "BLOB is empty: give it a value, or leave it out"},
		{"range PROFILE=lan", "make range takes no PROFILE: leave it out; it takes SHARD"},
		{"tables SHARD=1/2", "make tables takes no SHARD: leave it out"},
		{"bench BENCH=Upload/=(a|b)$ SIZE=4MiB", ""},
		{"figures SHARD=1/3 GOFLAGS=-v", ""},
		{"test GO=go CC=cc CGO_ENABLED=0", ""},
		{"fuzz FUZZTIME=1s", ""},
	} {
		out, err := exec.Command("make", append([]string{"-n", "-C", "../.."}, strings.Fields(c.args)...)...).CombinedOutput()
		if (err == nil) != (c.says == "") || !strings.Contains(string(out), c.says) {
			t.Errorf("make %s: %v, %s; want %q", c.args, err, out, c.says)
		}
	}
}
