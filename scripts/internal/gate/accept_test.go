package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// A line names readers and gives a reason, or it is unclear; prose is neither.
func TestAcceptances(t *testing.T) {
	for _, c := range []struct {
		name, message string
		want, unclear []string
	}{
		{"worse", "Worse: pooled: why", []string{`worse ["pooled"]: why`}, nil},
		{"wrong", "Wrong: pooled: why", []string{`wrong ["pooled"]: why`}, nil},
		{"several readers", "Worse: pooled,pooled-locked , a: why", []string{`worse ["pooled" "pooled-locked" "a"]: why`}, nil},
		{"blanks", "Worse:   pooled  :   why so \r\n", []string{`worse ["pooled"]: why so`}, nil},
		{"quoted", "subject\n\n\tWrong: pooled: why\n> Worse: pooled: why", nil, []string{"\tWrong: pooled: why", "> Worse: pooled: why"}},
		{"a bullet, and another case", "* Worse: pooled: why\nworse : pooled: why", nil, []string{"* Worse: pooled: why", "worse : pooled: why"}},
		{"a place for a reason", "Worse: pooled: <why>", nil, []string{"Worse: pooled: <why>"}},
		{"no blank before the reason", "Worse: pooled:why", []string{`worse ["pooled"]: why`}, nil},
		{"a colon in the reason", "Worse: pooled: why: so", []string{`worse ["pooled"]: why: so`}, nil},
		{"among others", "subject\n\nprose\nWorse: a: one\nmore\nWrong: b: two\nWorse: c: three",
			[]string{`worse ["a"]: one`, `wrong ["b"]: two`, `worse ["c"]: three`}, nil},
		{"no reason", "Worse: pooled\nWorse: pooled:\nWrong: pooled: ", nil, []string{"Worse: pooled", "Worse: pooled:", "Wrong: pooled:"}},
		{"no reader", "Worse: : why\nWrong:", nil, []string{"Worse: : why", "Wrong:"}},
		{"what is no reader", "Worse: ,: why\nWorse: pooled:: why\nWorse: a, , b: why\nWorse: it was slow: why", nil,
			[]string{"Worse: ,: why", "Worse: pooled:: why", "Worse: a, , b: why", "Worse: it was slow: why"}},
		{"no blank", "Worse:pooled: why", nil, []string{"Worse:pooled: why"}},
		{"prose", "It got Worse: pooled: why\nWorse still: pooled: why\nWorseWrong: a: b", nil, nil},
		{"nothing", "", nil, nil},
	} {
		all, unclear := Acceptances("abc123", c.message)
		var got []string
		for _, a := range all {
			kind := map[bool]string{false: "worse", true: "wrong"}[a.Wrong]
			got = append(got, fmt.Sprintf("%s %q: %s", kind, a.Readers, a.Why))
			if a.Commit != "abc123" {
				t.Errorf("%s: Commit = %q; want abc123", c.name, a.Commit)
			}
		}
		if !slices.Equal(got, c.want) || !slices.Equal(unclear, c.unclear) {
			t.Errorf("%s: Acceptances(%q) = %q, unclear %q; want %q, unclear %q", c.name, c.message, got, unclear, c.want, c.unclear)
		}
	}
}

// lines are those of a commit's message, all of them clear.
func lines(t *testing.T, message string) []Acceptance {
	t.Helper()
	all, unclear := Acceptances("abc123", message)
	if len(unclear) > 0 {
		t.Fatalf("unclear: %q", unclear)
	}
	return all
}

// Nobody accepts with one figure what became of another, or of another reader.
func TestAccepts(t *testing.T) {
	for _, c := range []struct {
		line, reader, unit string
		want               bool
	}{
		{"Worse: a, b: why", "a", "vsec/op", true},
		{"Worse: a, b: why", "b", "GETs/op", true},
		{"Worse: a, b: why", "c", "vsec/op", false},
		{"Worse: a-locked: why", "a", "vsec/op", false},
		{"Worse: a: why", "a-locked", "vsec/op", false},
		{"Worse: a: why", "a", "wrong-B/op", false},
		{"Wrong: a: why", "a", "wrong-B/op", true},
		{"Wrong: a: why", "b", "wrong-B/op", false},
		{"Wrong: a: why", "a", "vsec/op", false},
	} {
		if got := lines(t, c.line)[0].accepts(Cell{Name: cell.Name("Upload/reader=" + c.reader)}, Change{Unit: c.unit}); got != c.want {
			t.Errorf("%q accepts %s of %s: %t; want %t", c.line, c.unit, c.reader, got, c.want)
		}
	}
}

// Every figure of a cell that fails needs a line.
func TestAccepted(t *testing.T) {
	const (
		name  = "Upload/reader=a "
		worse = "Worse: a: more"
		both  = "Worse: b: not mine\nWrong: a: wrong\n" + worse + "\nWorse: a: later"
	)
	for _, c := range []struct {
		name, base, here string
		message          string
		want             string // for each figure that fails
	}{
		{"accepted", "1 GETs/op", "2 GETs/op", worse, "more"},
		{"by the first line about the figure", "1 GETs/op 0 wrong-B/op", "2 GETs/op 5 wrong-B/op", both, "more, wrong"},
		{"no lines", "1 GETs/op", "2 GETs/op", "", ""},
		{"one of two", "1 GETs/op 0 wrong-B/op", "2 GETs/op 5 wrong-B/op", worse, ""},
		{"another reader", "1 GETs/op", "2 GETs/op", "Worse: b: more", ""},
		{"lost", "1 GETs/op 1 vsec/op", "1 vsec/op", worse, "more"},
		{"better needs no line", "1 GETs/op 5 wrong-B/op", "2 GETs/op 0 wrong-B/op", worse, "more"},
		{"nothing fails", "1 vsec/op", "1 vsec/op", worse, ""},
	} {
		d := Compare(ofModel(t, 2, name+c.base), ofModel(t, 2, name+c.here))
		var why []string
		for _, a := range Accepted(d.Cells[0], lines(t, c.message)) {
			why = append(why, a.Why)
		}
		if got := strings.Join(why, ", "); got != c.want {
			t.Errorf("%s: accepted by %q; want %q", c.name, got, c.want)
		}
	}
}
