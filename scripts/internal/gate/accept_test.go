package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
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
		if got := lines(t, c.line)[0].Accepts(Cell{Reader: c.reader}, Change{Unit: c.unit}); got != c.want {
			t.Errorf("%q accepts %s of %s: %t; want %t", c.line, c.unit, c.reader, got, c.want)
		}
	}
}

// All that fails needs a line, and the figures of here among the committed ones.
func TestAccepted(t *testing.T) {
	const (
		cell  = "Upload/reader=a "
		worse = "Worse: a: more"
		both  = "Worse: b: not mine\nWrong: a: wrong\n" + worse + "\nWorse: a: later"
	)
	for _, c := range []struct {
		name, base, here, committed string
		message                     string
		want                        string // by whom, for each that fails
	}{
		{"accepted and shown", "1 GETs/op", "2 GETs/op", cell + "2 GETs/op", worse, "[more] true"},
		{"by the first line of the figure", "1 GETs/op 0 wrong-B/op", "2 GETs/op 5 wrong-B/op", cell + "2 GETs/op 5 wrong-B/op", both, "[more wrong] true"},
		{"no lines", "1 GETs/op", "2 GETs/op", cell + "2 GETs/op", "", "[] false"},
		{"one of two", "1 GETs/op 0 wrong-B/op", "2 GETs/op 5 wrong-B/op", cell + "2 GETs/op 5 wrong-B/op", worse, "[] false"},
		{"of another reader", "1 GETs/op", "2 GETs/op", cell + "2 GETs/op", "Worse: b: more", "[] false"},
		{"not shown", "1 GETs/op", "2 GETs/op", cell + "1 GETs/op", worse, "[] false"},
		{"shown for less", "1 GETs/op", "3 GETs/op", cell + "2 GETs/op", worse, "[] false"},
		{"shown for more", "1 GETs/op", "2 GETs/op", cell + "3 GETs/op", worse, "[] false"},
		{"one of two shown", "1 GETs/op 1 peak-buf-B", "2 GETs/op 2 peak-buf-B", cell + "2 GETs/op 1 peak-buf-B", worse, "[] false"},
		{"no such cell shown", "1 GETs/op", "2 GETs/op", "Upload/reader=b 2 GETs/op", worse, "[] false"},
		{"no such figure shown", "0 wrong-B/op", "2 wrong-B/op", cell + "2 GETs/op", both, "[] false"},
		{"lost, here and there", "1 GETs/op 1 vsec/op", "1 vsec/op", cell + "1 vsec/op", worse, "[more] true"},
		{"lost here, and not there", "1 GETs/op 1 vsec/op", "1 vsec/op", cell + "1 GETs/op 1 vsec/op", worse, "[] false"},
		{"what got better needs nobody", "1 GETs/op 5 wrong-B/op", "2 GETs/op 0 wrong-B/op", cell + "2 GETs/op 0 wrong-B/op", worse, "[more] true"},
		{"nothing fails", "1 vsec/op", "1 vsec/op", "Upload/reader=b 1 vsec/op", "", "[] true"},
	} {
		d := compare(t, ofModel(t, 2, cell+c.base), ofModel(t, 2, cell+c.here))
		by, ok := Accepted(d.Cells[0], ofModel(t, 2, c.committed), lines(t, c.message))
		var why []string
		for _, a := range by {
			why = append(why, a.Why)
		}
		if got := fmt.Sprintf("[%s] %t", strings.Join(why, " "), ok); got != c.want {
			t.Errorf("%s: Accepted = %s; want %s", c.name, got, c.want)
		}
	}
}
