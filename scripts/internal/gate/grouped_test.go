package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// cells are the names and figures of r, as set takes them.
func cells(rs []*benchfmt.Result) []string {
	var all []string
	for _, r := range rs {
		line := r.Name.String()
		for _, v := range r.Values {
			line += fmt.Sprintf(" %v %s", v.Value, v.Unit)
		}
		all = append(all, line)
	}
	return all
}

func (f *Figures) all() []*benchfmt.Result {
	var all []*benchfmt.Result
	for _, name := range f.Names {
		all = append(all, f.Result(name))
	}
	return all
}

// A table with a change that counts is there with that unit of all its cells, and
// nothing else is.
func TestChanged(t *testing.T) {
	const a = "Upload/uploader=m/reader=a/" // a table
	for _, c := range []struct {
		name                string
		base, here, was, is []string
	}{
		{"worse: whole tables, only that unit",
			[]string{a + "size=1 1 vsec/op 7 GETs/op", a + "size=2 2 vsec/op 7 GETs/op"},
			[]string{a + "size=2 3 vsec/op 7 GETs/op", a + "size=1 1 vsec/op 7 GETs/op"},
			[]string{a + "size=2 2 vsec/op", a + "size=1 1 vsec/op"},
			[]string{a + "size=2 3 vsec/op", a + "size=1 1 vsec/op"}},
		{"better, and another unit in another cell",
			[]string{a + "size=1 1 vsec/op 7 GETs/op 1 conns/op", a + "size=2 2 vsec/op 7 GETs/op 1 conns/op"},
			[]string{a + "size=1 0.5 vsec/op 7 GETs/op 1 conns/op", a + "size=2 2 vsec/op 8 GETs/op 1 conns/op"},
			[]string{a + "size=1 1 vsec/op 7 GETs/op", a + "size=2 2 vsec/op 7 GETs/op"},
			[]string{a + "size=1 0.5 vsec/op 7 GETs/op", a + "size=2 2 vsec/op 8 GETs/op"}},
		{"other benchmarks, uploaders and readers",
			[]string{a + "size=1 1 GETs/op", "Range/uploader=m/reader=a/size=1 1 GETs/op", "Upload/uploader=n/reader=a/size=1 1 GETs/op", "Upload/uploader=m/reader=b/size=1 1 GETs/op"},
			[]string{a + "size=1 2 GETs/op", "Range/uploader=m/reader=a/size=1 1 GETs/op", "Upload/uploader=n/reader=a/size=1 1 GETs/op", "Upload/uploader=m/reader=b/size=1 1 GETs/op"},
			[]string{a + "size=1 1 GETs/op"},
			[]string{a + "size=1 2 GETs/op"}},
		{"two tables with a unit each",
			[]string{a + "size=1 1 GETs/op 1 vsec/op", "Range/reader=a 1 GETs/op 1 vsec/op"},
			[]string{a + "size=1 2 GETs/op 1 vsec/op", "Range/reader=a 1 GETs/op 2 vsec/op"},
			[]string{a + "size=1 1 GETs/op", "Range/reader=a 1 vsec/op"},
			[]string{a + "size=1 2 GETs/op", "Range/reader=a 2 vsec/op"}},
		{"no limit, no direction, no change",
			[]string{a + "size=1 1 conns/op 1 vB/s", "Range/reader=a 1 inflight", "Part/reader=a 1 vsec/op"},
			[]string{a + "size=1 9 conns/op 9 vB/s", "Range/reader=a 9 inflight", "Part/reader=a 1 vsec/op"}, nil, nil},
		{"new and vanished cells",
			[]string{a + "size=1 1 GETs/op", a + "size=2 1 GETs/op"},
			[]string{a + "size=1 2 GETs/op", a + "size=3 1 GETs/op"},
			[]string{a + "size=1 1 GETs/op"}, []string{a + "size=1 2 GETs/op"}},
		{"a cell without the unit, on one side or both",
			[]string{a + "size=1 1 GETs/op", a + "size=2 1 vsec/op", a + "size=3 1 vsec/op", a + "size=4 1 GETs/op 1 vsec/op"},
			[]string{a + "size=1 2 GETs/op", a + "size=2 1 vsec/op", a + "size=3 1 GETs/op 1 vsec/op", a + "size=4 1 vsec/op"},
			[]string{a + "size=1 1 GETs/op"}, []string{a + "size=1 2 GETs/op"}},
		{"one of two units on one side",
			[]string{a + "size=1 1 GETs/op 1 vsec/op", a + "size=2 1 GETs/op 1 vsec/op"},
			[]string{a + "size=1 2 GETs/op 2 vsec/op", a + "size=2 1 GETs/op"},
			[]string{a + "size=1 1 GETs/op 1 vsec/op", a + "size=2 1 GETs/op"},
			[]string{a + "size=1 2 GETs/op 2 vsec/op", a + "size=2 1 GETs/op"}},
		{"a new cell that is wrong",
			[]string{a + "size=1 0 wrong-B/op"},
			[]string{a + "size=1 0 wrong-B/op", a + "size=2 5 wrong-B/op"}, nil, nil},
	} {
		base, here := ofModel(t, 2, c.base...), ofModel(t, 2, c.here...)
		was, is, err := compare(t, base, here).Changed(base, here)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(cells(was.Results), c.was) || !slices.Equal(cells(is.Results), c.is) {
			t.Errorf("%s: Changed = %q and %q; want %q and %q", c.name, cells(was.Results), cells(is.Results), c.was, c.is)
		}
		if !slices.Equal(cells(base.all()), c.base) || !slices.Equal(cells(here.all()), c.here) {
			t.Errorf("%s: Changed leaves %q and %q of what it compares; want all", c.name, cells(base.all()), cells(here.all()))
		}
	}
}

// Figures of two models make no table.
func TestChangedModel(t *testing.T) {
	base, here := ofModel(t, 2, "A/reader=a 1 GETs/op 0 wrong-B/op"), ofModel(t, 3, "A/reader=a 2 GETs/op 5 wrong-B/op")
	d := compare(t, base, here)
	was, is, err := d.Changed(base, here)
	if err != nil || len(was.Results)+len(is.Results) > 0 {
		t.Errorf("Changed = %q and %q, %v; want none", cells(was.Results), cells(is.Results), err)
	}
}

// Both sides come with all unit lines of here, which benchstat needs to compare.
func TestChangedUnitLines(t *testing.T) {
	base := figures(t, set(t, "model: 2\n", "A/reader=a 1 GETs/op"))
	here := ofModel(t, 2, "A/reader=a 2 GETs/op")
	was, is, err := compare(t, base, here).Changed(base, here)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*results.Set{was, is} {
		var got []string
		for _, u := range s.Units {
			got = append(got, fmt.Sprintf("Unit %s %s=%s\n", u.Unit, u.Key, u.Value))
		}
		want := slices.Sorted(strings.Lines(units))
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("Changed has unit lines %q; want %q", got, want)
		}
	}
}
