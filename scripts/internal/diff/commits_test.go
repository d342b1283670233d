package diff

import (
	"strings"
	"testing"

	"readeratbench/scripts/internal/gate"
)

// What fails is accepted by a commit with the figures and the reason, for each reader and
// kind.
func TestAccepted(t *testing.T) {
	wrong := in(slower(), "reader=pooled", "0 wrong-B/op", "5 wrong-B/op")
	const why = "bench: slower\n\nWorse: mutex, pooled: as the store asks\n"
	for _, tt := range []struct {
		name             string
		committed, cells string
		message          string
		fails            string // how many cells
		lines            []string
	}{
		{"figures and reason", slower(), slower(), why, "",
			[]string{"worse, accepted:\n", ": vsec/op 0.8 → 1.6 (+100.00%), GETs/op 100 → 105 (+5.00%); ", " says: as the store asks\n", "!fails", "!within the limits"}},
		{"no reason", slower(), slower(), "bench: slower\n", "6 cells", []string{"and say why in a line of the message that begins:\n  Worse: pooled: <why", "!not committed"}},
		{"no figures", matrix(), slower(), why, "6 cells", []string{"not committed as measured", "Worse: pooled: <why"}},
		{"other figures", in(slower(), pooled64, "1.6 vsec/op", "1.5 vsec/op"), slower(), why, "1 cell", []string{"  Upload: 1 cell\n", "worse, accepted:\n"}},
		{"another reader, and no reason", slower(), slower(), "bench: slower\n\nWorse: mutex: as the store asks\nWorse: pooled\n", "6 cells", []string{"and name readers:\n  Worse: pooled\n"}},
		{"wrong bytes need a line of their own", wrong, wrong, why, "6 cells", []string{"Wrong: pooled: <why"}},
		{"and have it", wrong, wrong, why + "Wrong: pooled: a defect, to show it\n", "", []string{" says: as the store asks; ", " says: a defect, to show it\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			r.results(tt.committed)
			r.commit(tt.message)
			if tt.fails != "" {
				tt.fails = "worse than at " + r.short("main") + " by more than the limits allow: " + tt.fails + " of pooled"
			}
			r.diff(tt.cells).want(tt.fails, tt.lines...)
		})
	}
}

// A reverted commit accepts nothing, unless its revert is reverted too. Lines that only
// look like acceptances are reported, without control characters.
func TestAcceptances(t *testing.T) {
	r := newRepo(t)
	b, err := ReadBase(t.Context(), "main", "results")
	if err != nil {
		t.Fatal(err)
	}
	acceptances := func() (all []gate.Acceptance, unclear string) {
		t.Helper()
		all, odd, err := b.acceptances(t.Context(), []string{"pooled"})
		if err != nil {
			t.Fatal(err)
		}
		return all, strings.Join(odd, "\n")
	}
	why := func(want string) {
		t.Helper()
		all, unclear := acceptances()
		var got []string
		for _, a := range all {
			got = append(got, a.Why)
		}
		if strings.Join(got, ", ") != want || unclear != "" {
			t.Errorf("accepted by %q, unclear %q; want %q", got, unclear, want)
		}
	}
	r.write("README", "worse")
	r.commit("worse\n\nWorse: pooled: once")
	why("once")
	r.git("revert", "--no-edit", "HEAD")
	why("")
	r.git("revert", "--no-edit", "HEAD")
	why("once")

	r.commit("bench: slower\n\n\tWorse: pooled: quoted\n* Worse: pooled: a bullet\nWorse: pool: misspelt\nWorse: pooled: \x1b[31mred\n")
	all, unclear := acceptances()
	if want := " Worse: pooled: quoted\n* Worse: pooled: a bullet\n" + r.short("HEAD") + " names pool, which is not a reader"; unclear != want || len(all) != 3 || all[1].Why != "[31mred" {
		t.Errorf("acceptances are %+v, unclear %q; want 3, one of them for [31mred, and unclear %q", all, unclear, want)
	}
}

// A change of the limits is shown, with or without a change of figures.
func TestChangedLimits(t *testing.T) {
	r := newRepo(t)
	r.write(limitsFile, "vsec/op 1%\n")
	r.diff(matrix()).want("", "!the limits") // the base has none
	r.commit("gate: limits")
	r.compare(r.request("HEAD", matrix())).want("", "!the limits")
	r.write(limitsFile, "vsec/op 99%\n")
	r.compare(r.request("HEAD", matrix())).want("", "the limits are not those of "+r.short("HEAD")+":\n", "  -vsec/op 1%\n  +vsec/op 99%\n")
}
