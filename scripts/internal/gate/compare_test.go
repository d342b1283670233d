package gate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// changes is a line of what changed in a cell, and kinds what that makes of it.
func changes(c Cell) string {
	var all []string
	for _, ch := range c.Changes {
		s := ch.Unit + " " + ch.Delta + map[int]string{1: " better", -1: " worse"}[ch.Better]
		if slices.ContainsFunc(c.Fails(), func(f Change) bool { return f.Unit == ch.Unit }) {
			s += ", fails"
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

func kinds(c Cell) string {
	var all []string
	for _, kind := range []struct {
		name string
		is   func(Cell) bool
	}{
		{"newly wrong", Cell.NewlyWrong}, {"mended", Cell.Mended}, {"slower", Cell.Slower}, {"faster", Cell.Faster},
		{"requests", Cell.Requests}, {"otherwise", Cell.Otherwise}, {"same", Cell.Same},
	} {
		if kind.is(c) {
			all = append(all, kind.name)
		}
	}
	return strings.Join(all, ", ")
}

func compare(t *testing.T, base, here *Figures) *Diff {
	t.Helper()
	d, err := Compare(base, here)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCompare: only what is exact, has a direction and got worse by more than its
// limit fails.
func TestCompare(t *testing.T) {
	for _, c := range []struct{ name, base, here, changes, kinds string }{
		{"nothing", "3 vsec/op 2 GETs/op 0 wrong-B/op", "3 vsec/op 2 GETs/op 0 wrong-B/op", "", "same"},
		{"slower by the limit", "100 vsec/op", "101 vsec/op", "vsec/op +1.00% worse", "slower"},
		{"by the limit and a rounding error", "2 vsec/op", "2.02 vsec/op", "vsec/op +1.00% worse", "slower"},
		{"slower by more", "9900 vsec/op", "10000 vsec/op", "vsec/op +1.01% worse, fails", "slower"},
		{"faster", "100 vsec/op", "10 vsec/op", "vsec/op -90.00% better", "faster"},
		{"fewer bytes a second", "100 vB/s", "10 vB/s", "vB/s -90.00% worse", "otherwise"},
		{"more bytes a second", "100 vB/s", "900 vB/s", "vB/s +800.00% better", "otherwise"},
		{"a GET more", "10000 GETs/op", "10001 GETs/op", "GETs/op +0.01% worse, fails", "requests"},
		{"a GET fewer", "10000 GETs/op", "9999 GETs/op", "GETs/op -0.01% better", "requests"},
		{"the first GET", "0 GETs/op", "1 GETs/op", "GETs/op ? worse, fails", "requests"},
		{"wrong bytes", "0 wrong-B/op", "7 wrong-B/op", "wrong-B/op ? worse, fails", "newly wrong"},
		{"more wrong bytes", "7 wrong-B/op", "8 wrong-B/op", "wrong-B/op +14.29% worse, fails", "otherwise"},
		{"fewer wrong bytes", "8 wrong-B/op", "7 wrong-B/op", "wrong-B/op -12.50% better", "otherwise"},
		{"right again", "7 wrong-B/op", "0 wrong-B/op", "wrong-B/op -100.00% better", "mended, otherwise"},
		{"nobody knows", "0 wrong-B/op", "NaN wrong-B/op", "wrong-B/op ? worse, fails", "newly wrong"},
		{"no longer known", "7 wrong-B/op", "NaN wrong-B/op", "wrong-B/op +NaN% worse, fails", "otherwise"},
		{"nobody has known", "NaN wrong-B/op", "NaN wrong-B/op", "", "same"},
		{"known at last", "NaN wrong-B/op", "5 wrong-B/op", "wrong-B/op +NaN% better", "otherwise"},
		{"one of many more", "2000000000 GETs/op", "2000000001 GETs/op", "GETs/op +0.00% worse, fails", "requests"},
		{"no number of what has no limit", "1 conns/op", "NaN conns/op", "conns/op +NaN% worse", "otherwise"},
		{"no number of what has no direction", "1 inflight", "NaN inflight", "inflight +NaN%", "otherwise"},
		{"from infinity", "+Inf vB/s", "1 vB/s", "vB/s -100.00% worse", "otherwise"},
		{"any wait", "0 wait-sec/op", "5 wait-sec/op", "wait-sec/op ? worse", "otherwise"},
		{"any memory", "0 peak-buf-B", "5 peak-buf-B", "peak-buf-B ? worse, fails", "otherwise"},
		{"any connection", "1 conns/op", "90 conns/op", "conns/op +8900.00% worse", "otherwise"},
		{"more, but of what", "1 inflight", "9 inflight", "inflight +800.00%", "otherwise"},
		{"fewer, but of what", "9 inflight", "1 inflight", "inflight -88.89%", "otherwise"},
		{"the real clock", "1 cpu-sec/op", "9 cpu-sec/op", "cpu-sec/op ~ worse", "otherwise"},
		{"several", "100 vsec/op 1000 GETs/op 0 wrong-B/op", "90 vsec/op 1001 GETs/op 1 wrong-B/op",
			"vsec/op -10.00% better; GETs/op +0.10% worse, fails; wrong-B/op ? worse, fails", "newly wrong, faster, requests"},
	} {
		const cell = "Upload/reader=pooled "
		d := compare(t, ofModel(t, 2, cell+c.base), ofModel(t, 2, cell+c.here))
		if got := d.Cells[0]; len(d.Cells) != 1 || got.New || changes(got) != c.changes || kinds(got) != c.kinds {
			t.Errorf("%s: New = %t, %q, which is %q; want %q, which is %q", c.name, got.New, changes(got), kinds(got), c.changes, c.kinds)
		}
		if len(d.Vanished)+len(d.NewUnits)+len(d.VanishedUnits) > 0 {
			t.Errorf("%s: %q vanished, units %v are new and %v vanished; want none", c.name, d.Vanished, d.NewUnits, d.VanishedUnits)
		}
	}
}

// Wrong bytes are worse whatever the unit lines have of a direction. The unit lines are
// those of here, and of the base where they are lost: that turns nothing off.
func TestCompareUnitLines(t *testing.T) {
	const cell = "Upload/reader=pooled "
	for _, c := range []struct{ head, here, want string }{
		{"Unit wrong-B/op assume=exact\nUnit wrong-B/op better=higher\n", "2 wrong-B/op", "wrong-B/op +100.00% worse, fails"},
		{"Unit wrong-B/op assume=exact\nUnit wrong-B/op better=lower\n", "2 wrong-B/op", "wrong-B/op +100.00% worse, fails"},
		{units, "2 GETs/op", "GETs/op +100.00% worse, fails"},
		{"", "2 GETs/op", "GETs/op ~"},
	} {
		d := compare(t, figures(t, set(t, "", cell+"1 wrong-B/op 1 GETs/op")), figures(t, set(t, c.head, cell+c.here)))
		if got := changes(d.Cells[0]); got != c.want {
			t.Errorf("with lines %q: %q; want %q", c.head, got, c.want)
		}
		d = compare(t, figures(t, set(t, c.head, cell+"1 wrong-B/op 1 GETs/op")), figures(t, set(t, "", cell+c.here)))
		if got := changes(d.Cells[0]); got != c.want {
			t.Errorf("with lines %q lost: %q; want %q", c.head, got, c.want)
		}
	}
}

// A figure that one side alone has is counted, and is no change.
func TestCompareUnits(t *testing.T) {
	d := compare(t,
		ofModel(t, 2, "A/reader=a 1 GETs/op 1 conns/op", "A/reader=b 1 GETs/op 1 conns/op", "A/reader=gone 1 conns/op"),
		ofModel(t, 2, "A/reader=a 1 GETs/op 9 peak-buf-B", "A/reader=b 1 GETs/op 9 peak-buf-B 9 vsec/op", "A/reader=new 1 inflight"))
	if want := map[string]int{"peak-buf-B": 2, "vsec/op": 1}; !maps.Equal(d.NewUnits, want) {
		t.Errorf("NewUnits = %v; want %v", d.NewUnits, want)
	}
	if want := map[string]int{"conns/op": 2}; !maps.Equal(d.VanishedUnits, want) {
		t.Errorf("VanishedUnits = %v; want %v", d.VanishedUnits, want)
	}
	for _, c := range d.Cells[:2] {
		if !c.Same() {
			t.Errorf("%s changed: %q; want it the same", c.Name, changes(c))
		}
	}
}

// Cells come as here. One that is new has nothing to compare with but must be right,
// and of another model nothing but wrong bytes compares.
func TestCompareCells(t *testing.T) {
	base := ofModel(t, 2, "A/reader=gone 1 vsec/op", "A/reader=a 1 vsec/op", "A/reader=b/size=1 1 vsec/op 0 wrong-B/op",
		"A/reader=left 1 vsec/op", "A/reader=defect 1 vsec/op 5 wrong-B/op", "A/reader=defect/size=1 0 wrong-B/op")
	same := compare(t, base, ofModel(t, 2, "A/reader=defect/size=1 6 wrong-B/op", "A/reader=b/size=1 1 vsec/op 0 wrong-B/op", "A/reader=b/size=2 9 vsec/op 0 wrong-B/op",
		"A/reader=new 9 vsec/op 6 wrong-B/op", "A/reader=odd 9 vsec/op NaN wrong-B/op", "A/reader=defect/size=2 9 vsec/op 6 wrong-B/op", "A/reader=a 1 vsec/op"))
	other := compare(t, base, ofModel(t, 3, "A/reader=b/size=1 9 vsec/op 6 wrong-B/op", "A/reader=a 9 vsec/op", "A/reader=b/size=2 9 vsec/op 6 wrong-B/op"))
	for _, c := range []struct {
		d        *Diff
		want     []string
		vanished []string
	}{
		{same, []string{
			"A/reader=defect/size=1 defect, 2 to 2: wrong-B/op ? worse, fails: newly wrong",
			"A/reader=b/size=1 b, 2 to 2: : same",
			"A/reader=b/size=2 b, new, 2 to 2: : ",
			"A/reader=new new, new, 2 to 2: wrong-B/op ? worse, fails: newly wrong",
			"A/reader=odd odd, new, 2 to 2: wrong-B/op ? worse, fails: newly wrong",
			"A/reader=defect/size=2 defect, new, 2 to 2: : ",
			"A/reader=a a, 2 to 2: : same",
		}, []string{"A/reader=gone", "A/reader=left", "A/reader=defect"}},
		{other, []string{
			"A/reader=b/size=1 b, 2 to 3: wrong-B/op ? worse, fails: newly wrong",
			"A/reader=a a, 2 to 3: : ",
			"A/reader=b/size=2 b, new, 3 to 3: wrong-B/op ? worse, fails: newly wrong",
		}, []string{"A/reader=gone", "A/reader=left", "A/reader=defect", "A/reader=defect/size=1"}},
	} {
		var got []string
		for _, c := range c.d.Cells {
			fresh := map[bool]string{true: ", new"}[c.New]
			got = append(got, fmt.Sprintf("%s %s%s, %s to %s: %s: %s", c.Name, c.Reader, fresh, c.BaseModel, c.Model, changes(c), kinds(c)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("cells are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if !slices.Equal(c.d.Vanished, c.vanished) {
			t.Errorf("Vanished = %q; want %q", c.d.Vanished, c.vanished)
		}
	}
}
