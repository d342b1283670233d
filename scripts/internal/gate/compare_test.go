package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// changes is a line of what changed in a cell.
func changes(c Cell) string {
	var all []string
	for _, ch := range c.Changes {
		s := ch.Unit + map[int]string{1: " better", -1: " worse"}[ch.Better]
		if slices.ContainsFunc(c.Fails(), func(f Change) bool { return f.Unit == ch.Unit }) {
			s += ", fails"
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

// kindOf names the kind of a cell.
func kindOf(c Cell) string {
	return map[Kind]string{Same: "same", Worse: "worse", Mixed: "mixed", Better: "better", Otherwise: "otherwise", New: "new", OtherModel: "other model"}[c.Kind()]
}

// TestCompare: only what has a direction and got worse by more than its limit fails.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, base, here, changes, kind string }{
		{"nothing", "3 vsec/op 2 GETs/op 0 wrong-B/op", "3 vsec/op 2 GETs/op 0 wrong-B/op", "", "same"},
		{"slower by the limit", "100 vsec/op", "101 vsec/op", "vsec/op worse", "worse"},
		{"by the limit and a rounding error", "2 vsec/op", "2.02 vsec/op", "vsec/op worse", "worse"},
		{"slower by more", "9900 vsec/op", "10000 vsec/op", "vsec/op worse, fails", "worse"},
		{"faster", "100 vsec/op", "10 vsec/op", "vsec/op better", "better"},
		{"fewer bytes a second", "100 vB/s", "10 vB/s", "vB/s worse", "worse"},
		{"more bytes a second", "100 vB/s", "900 vB/s", "vB/s better", "better"},
		{"a GET more", "10000 GETs/op", "10001 GETs/op", "GETs/op worse, fails", "worse"},
		{"a GET fewer", "10000 GETs/op", "9999 GETs/op", "GETs/op better", "better"},
		{"the first GET", "0 GETs/op", "1 GETs/op", "GETs/op worse, fails", "worse"},
		{"wrong bytes", "0 wrong-B/op", "7 wrong-B/op", "wrong-B/op worse, fails", "worse"},
		{"more wrong bytes", "7 wrong-B/op", "8 wrong-B/op", "wrong-B/op worse, fails", "worse"},
		{"fewer wrong bytes", "8 wrong-B/op", "7 wrong-B/op", "wrong-B/op better", "better"},
		{"right again", "7 wrong-B/op", "0 wrong-B/op", "wrong-B/op better", "better"},
		{"nobody knows", "0 wrong-B/op", "NaN wrong-B/op", "wrong-B/op worse, fails", "worse"},
		{"no longer known", "7 wrong-B/op", "NaN wrong-B/op", "wrong-B/op worse, fails", "worse"},
		{"nobody has known", "NaN wrong-B/op", "NaN wrong-B/op", "", "same"},
		{"known at last", "NaN wrong-B/op", "5 wrong-B/op", "wrong-B/op better", "better"},
		{"one of many more", "2000000000 GETs/op", "2000000001 GETs/op", "GETs/op worse, fails", "worse"},
		{"no number of what has no limit", "1 conns/op", "NaN conns/op", "conns/op worse", "worse"},
		{"no number of what has no direction", "1 inflight", "NaN inflight", "inflight", "otherwise"},
		{"from infinity", "+Inf vB/s", "1 vB/s", "vB/s worse", "worse"},
		{"any wait", "0 wait-sec/op", "5 wait-sec/op", "wait-sec/op worse", "worse"},
		{"any memory", "0 peak-buf-B", "5 peak-buf-B", "peak-buf-B worse, fails", "worse"},
		{"any connection", "1 conns/op", "90 conns/op", "conns/op worse", "worse"},
		{"more, but of what", "1 inflight", "9 inflight", "inflight", "otherwise"},
		{"fewer, but of what", "9 inflight", "1 inflight", "inflight", "otherwise"},
		{"a unit without a limit of its own", "100 cpu-sec/op", "102 cpu-sec/op", "cpu-sec/op worse, fails", "worse"},
		{"several", "100 vsec/op 1000 GETs/op 0 wrong-B/op", "90 vsec/op 1001 GETs/op 1 wrong-B/op",
			"vsec/op better; GETs/op worse, fails; wrong-B/op worse, fails", "mixed"},
	} {
		const name = "Upload/reader=pooled "
		d := Compare(ofModel(t, 2, name+c.base), ofModel(t, 2, name+c.here))
		got := d.Cells[0]
		if len(d.Cells) != 1 || got.New || changes(got) != c.changes || kindOf(got) != c.kind {
			t.Errorf("%s: New = %t, %q, which is %q; want %q, which is %q", c.name, got.New, changes(got), kindOf(got), c.changes, c.kind)
		}
		if len(d.Vanished)+len(got.NewUnits) > 0 {
			t.Errorf("%s: %q vanished, units %q are new; want none", c.name, d.Vanished, got.NewUnits)
		}
	}
}

// What the base says of a unit holds here, and wrong bytes are worse and exact whatever
// anybody says.
func TestCompareUnitLines(t *testing.T) {
	const name = "Upload/reader=pooled "
	const inverse = "Unit wrong-B/op better=higher\nUnit GETs/op better=higher\n"
	for _, c := range []struct{ base, here, want string }{
		{units, units, "GETs/op worse, fails; wrong-B/op worse, fails"},
		{units, "", "GETs/op worse, fails; wrong-B/op worse, fails"},
		{"", units, "GETs/op worse, fails; wrong-B/op worse, fails"},
		{units, inverse, "GETs/op worse, fails; wrong-B/op worse, fails"},
		{"", inverse, "GETs/op better; wrong-B/op worse, fails"},
		{"", "", "GETs/op; wrong-B/op worse, fails"},
	} {
		d := Compare(figures(t, set(t, c.base, name+"1 GETs/op 1 wrong-B/op")), figures(t, set(t, c.here, name+"2 GETs/op 2 wrong-B/op")))
		if got := changes(d.Cells[0]); got != c.want {
			t.Errorf("with lines %q and %q: %q; want %q", c.base, c.here, got, c.want)
		}
	}
}

// A figure that the base has not is named and is no change; one that is lost cannot be
// known to be no worse, and fails if it has a limit.
func TestCompareUnits(t *testing.T) {
	d := Compare(
		ofModel(t, 2, "A/reader=a 1 GETs/op 1 conns/op", "A/reader=b 1 GETs/op 1 inflight"),
		ofModel(t, 2, "A/reader=a 1 GETs/op 9 peak-buf-B 9 conns/op", "A/reader=b 9 vsec/op", "A/reader=new 1 inflight 0 wrong-B/op"))
	for i, want := range []struct {
		units, changes string
		same           bool
	}{
		{"[peak-buf-B]", "conns/op worse", false},
		{"[vsec/op]", "GETs/op worse, fails; inflight", false},
		{"[]", "", false},
	} {
		c := d.Cells[i]
		if fmt.Sprint(c.NewUnits) != want.units || changes(c) != want.changes || c.Kind() == Same != want.same || c.Identical() {
			t.Errorf("%s: new %v, %q, Same = %t, Identical = %t; want %s, %q, %t, false", c.Name, c.NewUnits, changes(c), c.Kind() == Same, c.Identical(), want.units, want.changes, want.same)
		}
	}
	one := ofModel(t, 2, "A/reader=a 1 GETs/op")
	if c := Compare(one, ofModel(t, 2, "A/reader=a 1 GETs/op 2 conns/op")).Cells[0]; c.Kind() != Same || c.Identical() {
		t.Errorf("with a new figure: Same = %t, Identical = %t; want true, false", c.Kind() == Same, c.Identical())
	}
	if c := Compare(one, one).Cells[0]; c.Kind() != Same || !c.Identical() {
		t.Errorf("with itself: Same = %t, Identical = %t; want true, true", c.Kind() == Same, c.Identical())
	}
}

// Cells come as here. One that is new has nothing to compare with but must be right,
// and of another model nothing but wrong bytes compares.
func TestCompareCells(t *testing.T) {
	base := ofModel(t, 2, "A/reader=gone 1 vsec/op", "A/reader=a 1 vsec/op", "A/reader=b/size=1 1 vsec/op 0 wrong-B/op",
		"A/reader=left 1 vsec/op", "A/reader=defect 1 vsec/op 5 wrong-B/op", "A/reader=defect/size=1 0 wrong-B/op")
	same := Compare(base, ofModel(t, 2, "A/reader=defect/size=1 6 wrong-B/op", "A/reader=b/size=1 1 vsec/op 0 wrong-B/op", "A/reader=b/size=2 9 vsec/op 0 wrong-B/op",
		"A/reader=new 9 vsec/op 6 wrong-B/op", "A/reader=odd 9 vsec/op NaN wrong-B/op", "A/reader=defect/size=2 9 vsec/op 6 wrong-B/op", "A/reader=a 1 vsec/op"))
	other := Compare(base, ofModel(t, 3, "A/reader=b/size=1 9 vsec/op 6 wrong-B/op", "A/reader=a 9 vsec/op", "A/reader=b/size=2 9 vsec/op 6 wrong-B/op"))
	for _, c := range []struct {
		d        *Diff
		want     []string
		vanished []cell.Name
	}{
		{same, []string{
			"A/reader=defect/size=1 defect, 2 to 2: wrong-B/op worse, fails: worse",
			"A/reader=b/size=1 b, 2 to 2: : same",
			"A/reader=b/size=2 b, 2 to 2: : new",
			"A/reader=new new, 2 to 2: wrong-B/op worse, fails: new",
			"A/reader=odd odd, 2 to 2: wrong-B/op worse, fails: new",
			"A/reader=defect/size=2 defect, 2 to 2: : new",
			"A/reader=a a, 2 to 2: : same",
		}, []cell.Name{"A/reader=gone", "A/reader=left", "A/reader=defect"}},
		{other, []string{
			"A/reader=b/size=1 b, 2 to 3: wrong-B/op worse, fails: worse",
			"A/reader=a a, 2 to 3: : other model",
			"A/reader=b/size=2 b, 3 to 3: wrong-B/op worse, fails: new",
		}, []cell.Name{"A/reader=gone", "A/reader=left", "A/reader=defect", "A/reader=defect/size=1"}},
	} {
		var got []string
		for _, c := range c.d.Cells {
			got = append(got, fmt.Sprintf("%s %s, %s to %s: %s: %s", c.Name, c.Reader(), c.BaseModel, c.Model, changes(c), kindOf(c)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("cells are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if !slices.Equal(c.d.Vanished, c.vanished) {
			t.Errorf("Vanished = %q; want %q", c.d.Vanished, c.vanished)
		}
	}
}
