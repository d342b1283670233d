package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

// units are with a direction and without, with a limit and without.
const units = `Unit vsec/op better=lower
Unit vsec/op assume=exact
Unit vB/s better=higher
Unit vB/s assume=exact
Unit GETs/op better=lower
Unit GETs/op assume=exact
Unit conns/op better=lower
Unit conns/op assume=exact
Unit wrong-B/op assume=exact
Unit inflight assume=exact
Unit wait-sec/op better=lower
Unit wait-sec/op assume=exact
Unit peak-buf-B better=lower
Unit peak-buf-B assume=exact
Unit cpu-sec/op better=lower
`

// set reads cells, "name figures" each, below what is at the head.
func set(t *testing.T, head string, cells ...string) *results.Set {
	t.Helper()
	var text strings.Builder
	text.WriteString(head + "\n")
	for _, line := range cells {
		name, figures, _ := strings.Cut(line, " ")
		fmt.Fprintf(&text, "Benchmark%s 1 %s\n", name, figures)
	}
	s := new(results.Set)
	found, err := s.Scan([]byte(text.String()), t.Name())
	if err != nil || len(found) != len(cells) {
		t.Fatalf("%d of %d cells, %v:\n%s", len(found), len(cells), err, text.String())
	}
	s.Results = found
	return s
}

// figures are those of sets, and ofModel those of cells with units.
func figures(t *testing.T, sets ...*results.Set) *Figures {
	t.Helper()
	f, err := NewFigures(sets...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ofModel(t *testing.T, model int, cells ...string) *Figures {
	t.Helper()
	return figures(t, set(t, fmt.Sprintf("%smodel: %d\n", units, model), cells...))
}

// Cells come in order, whatever file they are in.
func TestFigures(t *testing.T) {
	f := figures(t,
		set(t, "", "Size/reader=b 1 vsec/op", "Part/reader=b 2 vsec/op"),
		set(t, units, "Size/reader=a 3 vsec/op"))
	if want := []cell.Name{"Size/reader=b", "Part/reader=b", "Size/reader=a"}; !slices.Equal(f.Names, want) {
		t.Errorf("Names = %q; want %q", f.Names, want)
	}
	for i, want := range []float64{1, 2, 3} {
		if got, ok := f.Result(f.Names[i]).Value("vsec/op"); got != want || !ok {
			t.Errorf("Result(%s) has %v vsec/op, %t; want %v", f.Names[i], got, ok, want)
		}
	}
	if got := f.Result("Size"); got != nil {
		t.Errorf("Result of half a name = %s; want nil", got.Name)
	}
	s := f.Set([]cell.Name{"Size/reader=a", "Size/reader=b"})
	if got, want := s.Names(), []cell.Name{"Size/reader=a", "Size/reader=b"}; !slices.Equal(got, want) || len(s.Units) != strings.Count(units, "\n") {
		t.Errorf("Set has cells %q and %d unit lines; want %q and all unit lines", got, len(s.Units), want)
	}
}

// A cell that is there twice is refused, in one file or in two.
func TestFiguresTwice(t *testing.T) {
	const line = "Size/reader=a 1 vsec/op"
	for _, sets := range [][]*results.Set{
		{set(t, units, line, line)},
		{set(t, "", line), set(t, units, line)},
	} {
		if _, err := NewFigures(sets...); fmt.Sprint(err) != "cell Size/reader=a is there twice" {
			t.Errorf("NewFigures of %d sets: %v; want cell Size/reader=a is there twice", len(sets), err)
		}
	}
}

// What is left has its figures and unit lines, and what it is left of has all cells.
func TestOnly(t *testing.T) {
	f := ofModel(t, 2, "Size/reader=a 1 GETs/op", "Part/reader=a 1 GETs/op", "Size/reader=b 1 GETs/op")
	only := f.Only(func(name cell.Name) bool { return name.Benchmark() == "Size" })
	if want := []cell.Name{"Size/reader=a", "Size/reader=b"}; !slices.Equal(only.Names, want) || only.Result("Part/reader=a") != nil {
		t.Errorf("Only has %q; want %q", only.Names, want)
	}
	if wrong := ofModel(t, 2, "Size/reader=a 1 wrong-B/op").Only(func(cell.Name) bool { return false }); len(Compare(wrong, ofModel(t, 2, "Size/reader=a 2 wrong-B/op")).Cells[0].Changes) > 0 {
		t.Error("Only forgets that a reader is a defect")
	}
	if len(f.Names) != 3 || f.Result("Part/reader=a") == nil {
		t.Errorf("Only leaves %q of what it took from; want all 3", f.Names)
	}
	all := func(cell.Name) bool { return true }
	if got := Compare(only, ofModel(t, 2, "Size/reader=a 2 GETs/op").Only(all)).Cells[0]; len(got.Fails()) != 1 {
		t.Errorf("with what Only leaves a GET more is %q; want it to fail", changes(got))
	}
}
