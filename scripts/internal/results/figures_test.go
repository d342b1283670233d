package results

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// file is the text of a results file, its cells from line 3.
func file(model int, cells ...string) string {
	return fmt.Sprintf("model: %d\n\n%s\n%s", model, strings.Join(cells, "\n"), end)
}

// timed is a cell's line, of which nothing but the time is of interest.
func timed(name string, vsec float64) string {
	return fmt.Sprintf("Benchmark%s 1 %v vsec/op 1 vB/s 1 GETs/op 1 conns/op 1 src-B/op 0 wrong-B/op 1 inflight 0 wait-sec/op", name, vsec)
}

// loadTwo has two files and a folder of each test's own.
func loadTwo(t *testing.T) (*Figures, string) {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "size.bench", file(2,
		timed("Size/reader=stream/size=8MiB", 3),
		timed("Size/reader=mutex/size=64MiB", 5),
		timed("Size/reader=stream/size=4MiB", 2),
		timed("Size/reader=mutex/size=8MiB", 4)))
	put(t, dir, "part.bench", file(2, timed("Part/reader=late/part=5MiB", 1)))
	f, err := Load(dir, "size", "part")
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestLoad(t *testing.T) {
	f, _ := loadTwo(t)
	if f.Model() != "2" || len(f.Files) != 2 {
		t.Errorf("Load: %d files of model %s; want 2 of model 2", len(f.Files), f.Model())
	}
	for name, want := range map[cell.Name]float64{"Size/reader=mutex/size=64MiB": 5, "Part/reader=late/part=5MiB": 1} {
		if got, err := f.Value(name, "vsec/op"); got != want || err != nil || !f.Has(name) {
			t.Errorf("Value(%s) = %v, %v, Has = %t; want %v, nil, true", name, got, err, f.Has(name), want)
		}
	}
	if f.Has("Size/reader=mutex") {
		t.Error("Has half a name: true; want false")
	}
}

// Figures of two versions of the model do not compare.
func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "size.bench", whole)
	put(t, dir, "part.bench", file(3, timed("Part/part=5MiB", 1)))
	put(t, dir, "lock.bench", "")
	for _, c := range []struct{ set, want string }{
		{"part", dir + "/part.bench:3: figures of model 3, but " + dir + "/size.bench:5 has those of model 2; make both"},
		{"lock", dir + "/lock.bench:1: was cut short"},
		{"layers", dir + "/layers.bench is not there; make layers makes it"},
	} {
		if _, err := Load(dir, "size", c.set); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("Load(size, %s): %v; want an error that begins %q", c.set, err, c.want)
		}
	}
}

func TestValueErrors(t *testing.T) {
	f, dir := loadTwo(t)
	for _, c := range []struct {
		cell       cell.Name
		unit, want string
	}{
		{"Size/reader=mutex/size=1GiB", "vsec/op", dir + "/size.bench has no cell Size/reader=mutex/size=1GiB; make size measures it"},
		{"Part/reader=late/part=6MiB", "vsec/op", dir + "/part.bench has no cell Part/reader=late/part=6MiB; make part measures it"},
		{"Layers/layers=1", "vsec/op", "no results file has no cell Layers/layers=1; make layers measures it"},
		{"Upload/size=8MiB", "vsec/op", "no results file has no cell Upload/size=8MiB; make bench measures it"},
		{"Part/reader=late/part=5MiB", "peak-buf-B", dir + "/part.bench: cell Part/reader=late/part=5MiB has no peak-buf-B"},
	} {
		if got, err := f.Value(c.cell, c.unit); err == nil || err.Error() != c.want {
			t.Errorf("Value(%s, %s) = %v, %v; want %s", c.cell, c.unit, got, err, c.want)
		}
	}
}

// Values come once each, as the file has them, not sorted.
func TestValues(t *testing.T) {
	f, _ := loadTwo(t)
	for _, c := range []struct {
		benchmark, key string
		with, want     []string
	}{
		{"Size", "size", nil, []string{"8MiB", "64MiB", "4MiB"}},
		{"Size", "reader", nil, []string{"stream", "mutex"}},
		{"Size", "size", []string{"reader=mutex"}, []string{"64MiB", "8MiB"}},
		{"Size", "size", []string{"reader=mutex", "size=8MiB"}, []string{"8MiB"}},
		{"Size", "size", []string{"reader=mut"}, nil},
		{"Size", "part", nil, nil},
		{"Part", "reader", nil, []string{"late"}},
		{"Par", "reader", nil, nil},
	} {
		if got := f.Values(c.benchmark, c.key, c.with...); !slices.Equal(got, c.want) {
			t.Errorf("Values(%s, %s, %q) = %q; want %q", c.benchmark, c.key, c.with, got, c.want)
		}
	}
}
