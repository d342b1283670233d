package runner

import (
	"strings"
	"testing"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// printed is a cell's output with the given last fields of its result line.
func printed(name, head, values string) []byte {
	return []byte(head + name + " \t 1\t " + values + "\n")
}

// added adds what each cell printed to one set.
func added(cells []cell.Name, outputs ...[]byte) (*results.Set, error) {
	set := &results.Set{}
	for i, n := range cells {
		if err := AddOutput(set, n, outputs[i]); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func TestAddOutput(t *testing.T) {
	set, err := added([]cell.Name{"Upload/reader=b", "Upload/reader=a"},
		printed("BenchmarkUpload/reader=b-2", "goos: linux\nmodel: 3\nUnit vsec/op assume=exact\n", "5 odd 7 GETs/op 0 wrong-B/op 0.1234 vsec/op"),
		printed("BenchmarkUpload/reader=a", "cpu: x\npkg: y\nmodel: 3\nUnit vsec/op assume=exact\nUnit odd better=lower\n", "9 wrong-B/op 67108865 vB/s"),
	)
	if err != nil {
		t.Fatal(err)
	}
	set.SetBlob("/some/where/lay\ner.gz")
	const want = `Unit vsec/op assume=exact
Unit odd better=lower
model: 3
blob: lay?er.gz

BenchmarkUpload/reader=b 1 0.1234 vsec/op 7 GETs/op 0 wrong-B/op 5 odd
BenchmarkUpload/reader=a 1 6.7108865e+07 vB/s 9 wrong-B/op
`
	var b strings.Builder
	if err := set.Write(&b); err != nil || b.String() != want {
		t.Errorf("merged, %v:\n%s\nwant\n%s", err, b.String(), want)
	}
}

func TestAddOutputRefuses(t *testing.T) {
	const right = "0 wrong-B/op"
	for _, tt := range []struct{ name, first, second, says string }{
		{"another name", "BenchmarkA/x=10 1 " + right, "", "printed a result for A/x=10"},
		{"another suffix", "BenchmarkA/x=1-a 1 " + right, "", "printed a result for A/x=1-a"},
		{"a name cut short", "BenchmarkA/x 1 " + right, "", "printed a result for A/x"},
		{"nothing", "PASS", "", "printed 0 results"},
		{"no figure", "BenchmarkA/x=1 1", "", "missing measurements"},
		{"no word on wrong bytes", "BenchmarkA/x=1 1 5 vsec/op", "", "does not report wrong-B/op"},
		{"a line that never ends", strings.Repeat("x", 1<<17), "", "token too long"},
		{"two models", "model: 1\nBenchmarkA/x=1 1 " + right, "model: 2\nBenchmarkA/x=2 1 " + right, `is of model "2", other cells are of "1"`},
		{"two minds on a unit", "Unit a better=lower\nBenchmarkA/x=1 1 " + right, "Unit a better=higher\nBenchmarkA/x=2 1 " + right, "unit a has better=higher, other cells have lower"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, err := added([]cell.Name{"A/x=1", "A/x=2"}, []byte(tt.first), []byte(tt.second))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("AddOutput = %v, %v; want an error with %q", set, err, tt.says)
			}
		})
	}
}
