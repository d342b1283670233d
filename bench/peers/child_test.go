package peers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A peer is checked in a process of its own: one that panics on a goroutine it
// started itself ends the process, and one that races fails every test that runs
// beside it under -race. The child is this test binary.
const childVariable = "READERATBENCH_PEER"

func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		os.Exit(child(job))
	}
	os.Exit(m.Run())
}

// A report is what a child found.
type report struct {
	Violations []violation
	Other      string // an error that is no violation: the run is worth nothing
	race       bool   // the race detector spoke
}

// A violation is a readeratest.Violation on its way through JSON.
type violation struct {
	Rule, Text, Source string
	Schedule           []string
	Got, Want          string
}

func (v violation) String() string {
	return fmt.Sprintf("%s [%s]: %s\n\t%s\n\tgot:  %s\n\twant: %s",
		v.Rule, v.Source, v.Text, strings.Join(v.Schedule, "\n\t"), v.Got, v.Want)
}

func child(job string) int {
	box, name, _ := strings.Cut(job, " ")
	for _, p := range append(all(), controls()...) {
		if p.name != name {
			continue
		}
		if err := json.NewEncoder(os.Stdout).Encode(newReport(check(p, box))); err != nil {
			break
		}
		return 0
	}
	fmt.Fprintf(os.Stderr, "no peer %q\n", name)
	return 1
}

// runChild checks a peer in one of the boxes, "glass" or "black".
func runChild(t *testing.T, box string, p peer) report {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	// A race is a finding, not a failure of the child; the seed makes the walks
	// of every run the same; patience is spent in full on the peer that hangs.
	cmd.Env = append(os.Environ(), childVariable+"="+box+" "+p.name,
		"GORACE=exitcode=0", "READERATEST_SEED=1", "READERATEST_PATIENCE=5s")
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", box, p.name, err, stderr.String())
	}
	r := report{race: strings.Contains(stderr.String(), "WARNING: DATA RACE")}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%s %s: %v\n%s", box, p.name, err, out.String())
	}
	return r
}

func newReport(err error) report {
	var r report
	r.add(err)
	return r
}

// add takes a tree of joined errors apart.
func (r *report) add(err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			r.add(err)
		}
		return
	}
	var v *suiteViolation
	if errors.As(err, &v) {
		r.Violations = append(r.Violations, violation{v.Rule, v.Text, v.Source, v.Schedule, v.Got, v.Want})
		return
	}
	r.Other += err.Error() + "\n"
}

// rules lists the rules that were broken, each once, in the suite's order.
func (r report) rules() []string {
	var rules []string
	seen := map[string]bool{}
	for _, v := range r.Violations {
		if !seen[v.Rule] {
			rules = append(rules, v.Rule)
		}
		seen[v.Rule] = true
	}
	return rules
}
