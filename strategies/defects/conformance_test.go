package defects_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
	"readeratbench/strategies/readeratest"
)

// threeDefects are the rules that the defects of the package comment break, in
// their order. They need no concurrency, so that a lock does not mend them.
var threeDefects = []string{"no-shared-position", "short-read-has-error", "not-eof-after-close"}

// The suite rejects each by name of rule.
func TestConformance(t *testing.T) {
	t.Setenv("READERATEST_PATIENCE", "500ms") // some wait for ever in Close
	want := map[string][]string{
		"merged":         threeDefects,
		"unsynchronised": append(slices.Clone(threeDefects), "interleaved-calls", "one-goroutine-a-stream"),
		"offset-ignored": {"right-bytes", "short-read-has-error", "not-eof-after-close", "interleaved-calls", "one-goroutine-a-stream"},
		"contentutil":    {"parallel-calls", "interleaved-calls"},
	}
	every(t, func(t *testing.T, s strategies.Strategy) {
		if s.Name != "merged" && raceEnabled {
			t.Skip("a data race by nature: the race detector ends the test before the suite can")
		}
		if len(want[s.Name]) == 0 {
			t.Fatal("no rule is named that it breaks")
		}
		got := brokenRules(readeratest.Check(func(src readeratest.Source) (io.ReaderAt, error) {
			return s.New(src), nil
		}))
		for _, rule := range want[s.Name] {
			if !slices.Contains(got, rule) {
				t.Errorf("broke %v; want %s among them", got, rule)
			}
		}
	})
}

// every runs f on each unsound reader.
func every(t *testing.T, f func(t *testing.T, s strategies.Strategy)) {
	for _, s := range defects.All() {
		t.Run(s.Name, func(t *testing.T) { f(t, s) })
	}
}

// contentutil is right as long as its callers take turns.
func TestContentutilIsRightForOneCaller(t *testing.T) {
	want := object(10_000)
	r := strategies.NewContentutil(source{object: want})
	defer r.Close()
	p := make([]byte, 100)
	for _, off := range []int64{0, 100, 5000, 200, 9900, 0} {
		n, err := r.ReadAt(p, off)
		if n != len(p) || err != nil || !bytes.Equal(p, want[off:off+100]) {
			t.Errorf("ReadAt(100 bytes, %d) = %d, %v; or wrong bytes", off, n, err)
		}
	}
}

// What is left of an offset that open does not heed: the object's first bytes,
// wherever the call is, and no error.
func TestOffsetIgnored(t *testing.T) {
	want := object(1000)
	r := defects.NewOffsetIgnored(source{object: want})
	defer r.Close()
	p := make([]byte, 100)
	if n, err := r.ReadAt(p, 500); n != 100 || err != nil || !bytes.Equal(p, want[:100]) {
		t.Errorf("ReadAt(100 bytes, 500) = %d, %v, the object's first bytes: %t; want 100, nil, true", n, err, bytes.Equal(p, want[:100]))
	}
}

// The stale offset shows even where the suite sees nothing but the reader.
func TestConformanceOfMergedInABlackBox(t *testing.T) {
	want := object(10_000)
	got := brokenRules(readeratest.TestReaderAt(defects.NewMerged(source{object: want}), want))
	if !slices.Contains(got, "no-shared-position") {
		t.Errorf("broke %v; want no-shared-position among them", got)
	}
}

// brokenRules lists the rules that a report names.
func brokenRules(report error) (rules []string) {
	if report == nil {
		return nil
	}
	if joined, ok := report.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			rules = append(rules, brokenRules(err)...)
		}
		return rules
	}
	if v, ok := errors.AsType[*readeratest.Violation](report); ok {
		rules = append(rules, v.Rule)
	}
	return rules
}
