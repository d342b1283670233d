package results

import (
	"strings"
	"testing"
)

// What differs from run to run is left out, and what stands in an order of its own
// comes in ours.
func TestWriteFile(t *testing.T) {
	const printed = `goos: plan9
model: 2
Unit odd better=lower
Unit GETs/op assume=exact
Unit vsec/op assume=exact
Unit vsec/op better=lower
BenchmarkSize/reader=b 1 9 odd 0 wrong-B/op 3 GETs/op 2 vsec/op
BenchmarkSize/reader=a 1 0 wrong-B/op 1 vsec/op
`
	const want = `Unit vsec/op better=lower
Unit vsec/op assume=exact
Unit GETs/op assume=exact
Unit odd better=lower
model: 2

BenchmarkSize/reader=b 1 2 vsec/op 3 GETs/op 0 wrong-B/op 9 odd
BenchmarkSize/reader=a 1 1 vsec/op 0 wrong-B/op
PASS
`
	var s Set
	found, err := s.Scan([]byte(printed), "printed")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range found {
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	var got strings.Builder
	if err := s.WriteFile(&got); got.String() != want || err != nil {
		t.Errorf("WriteFile: %v:\n%s\nwant\n%s", err, &got, want)
	}
}

// The units of faults stand only in files of cells with faults.
func TestOfKeepsUnitsOfItsCells(t *testing.T) {
	const printed = `Unit vsec/op better=lower
Unit hang/op better=lower
BenchmarkUpload/reader=a 1 1 vsec/op 0 wrong-B/op
BenchmarkFaults/reader=a/fault=stall 1 1 vsec/op 0 wrong-B/op 1 hang/op
`
	var s Set
	found, err := s.Scan([]byte(printed), "printed")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range found {
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	for benchmark, want := range map[string]int{"Upload": 1, "Faults": 2} {
		if part := s.Of(Definition{Benchmark: benchmark}); len(part.Units) != want || len(part.Results) != 1 {
			t.Errorf("%s has %d units and %d results; want %d and 1", benchmark, len(part.Units), len(part.Results), want)
		}
	}
}
