package results

import (
	"slices"
	"strings"
	"testing"
)

// wall is what go test printed, on two processors and then on one.
const wall = `goos: plan9
cpu: Abacus
BenchmarkWall/reader=pooled/workers=5-2 1 3000000000 ns/op 3 GETs/op
BenchmarkWall/reader=pooled/workers=5-2 1 1000000000 ns/op 3 GETs/op
cpu: Quipu
BenchmarkWall/reader=stream/workers=1-2 1 4000000000 ns/op 1 GETs/op
BenchmarkWall/reader=pooled/workers=5 1 2000000000 ns/op 4 GETs/op
BenchmarkWall/reader=stream/workers=1 1 2000000000 ns/op 1 GETs/op
PASS
`

func TestReadRuns(t *testing.T) {
	f, err := ReadRuns(put(t, t.TempDir(), "wall.bench", wall), "model-error")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"reader=pooled/workers=5", "reader=stream/workers=1"}; !slices.Equal(f.Names, want) {
		t.Errorf("Names = %q; want %q", f.Names, want)
	}
	if f.Config["goos"] != "plan9" || f.Config["cpu"] != "Quipu" {
		t.Errorf("Config = %v; want goos plan9 and, as the last, cpu Quipu", f.Config)
	}
	for _, c := range []struct {
		cell, unit string
		want       Sample
		text       string
	}{
		{"reader=pooled/workers=5", "sec/op", Sample{2, 1, 3, 3}, "2 (1 to 3)"},
		{"reader=pooled/workers=5", "GETs/op", Sample{3, 3, 4, 3}, "3 (3 to 4)"},
		{"reader=stream/workers=1", "sec/op", Sample{3, 2, 4, 2}, "3 (2 to 4)"},
		{"reader=stream/workers=1", "GETs/op", Sample{1, 1, 1, 2}, "1"},
	} {
		got, err := f.Sample(c.cell, c.unit)
		if got != c.want || got.String() != c.text || err != nil {
			t.Errorf("Sample(%s, %s) = %#v, %s, %v; want %#v, %s", c.cell, c.unit, got, got, err, c.want, c.text)
		}
	}
}

func TestRunsErrors(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, text, want string }{
		{"syntax.bench", "cpu: Abacus\nBenchmarkWall/reader=pooled 1 2 ns/op 3\n", dir + "/syntax.bench:2: missing units"},
		{"long.bench", "cpu: Abacus\n" + strings.Repeat("x", 1<<17), dir + "/long.bench:1: bufio.Scanner: token too long"},
		{"none.bench", "cpu: Abacus\nPASS\n", dir + "/none.bench has no figures; make model-error makes it anew"},
	} {
		if _, err := ReadRuns(put(t, dir, c.name, c.text), "model-error"); err == nil || err.Error() != c.want {
			t.Errorf("ReadRuns: %v; want %s", err, c.want)
		}
	}
	_, err := ReadRuns(dir+"/missing.bench", "cpu")
	if err == nil || !strings.Contains(err.Error(), dir+"/missing.bench") || !strings.HasSuffix(err.Error(), "; make cpu makes it") {
		t.Errorf("ReadRuns: %v; want an error that names the file and ends %q", err, "; make cpu makes it")
	}
}

func TestSampleMissing(t *testing.T) {
	path := put(t, t.TempDir(), "wall.bench", wall)
	f, err := ReadRuns(path, "model-error")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ cell, unit string }{{"reader=mutex", "sec/op"}, {"reader=pooled/workers=5", "B/op"}, {"reader=pooled/workers=5-2", "sec/op"}} {
		want := path + ": no " + c.unit + " of " + c.cell + "; make it anew"
		if s, err := f.Sample(c.cell, c.unit); err == nil || err.Error() != want {
			t.Errorf("Sample(%s, %s) = %v, %v; want %s", c.cell, c.unit, s, err, want)
		}
	}
}
