package main

import (
	"strings"
	"testing"
)

// What fails is accepted by a commit that has the figures and says why: both, by
// reader and by kind.
func TestDiffAccepted(t *testing.T) {
	const wrong = `wrong = 98304
	}`
	for _, tt := range []struct {
		name    string
		results bool
		message string
		wrong   bool
		status  int
		lines   []string
	}{
		{"both", true, "bench: slower\n\nWorse: mutex, pooled-locked: as the store asks\n", false, 0,
			[]string{"worse, accepted:\n", ": vsec/op 0.8 → 1.6 (+100.00%), GETs/op 1 → 5 (+400.00%); ", " says: as the store asks\n", "!fails"}},
		{"no reason", true, "bench: slower\n", false, 1,
			[]string{"to accept it:\n  results/ has these figures; what is missing is the reason, a line of a commit's message that begins:\n    Worse: pooled-locked: <why"}},
		{"no figures", false, "bench: slower\n\nWorse: pooled-locked: as the store asks\n", false, 1,
			[]string{"to accept it:\n  make figures"}},
		{"another reader", true, "bench: slower\n\nWorse: pooled: as the store asks\n", false, 1, nil},
		{"not a reason", true, "bench: slower\n\nWorse: pooled-locked\n", false, 1,
			[]string{"with readers that there are:\n  Worse: pooled-locked\n"}},
		{"wrong bytes want a word of their own", true, "bench: slower\n\nWorse: pooled-locked: as the store asks\n", true, 1,
			[]string{"Wrong: pooled-locked: <why"}},
		{"and have it", true, "bench: slower\n\nWorse: pooled-locked: as the store asks\nWrong: pooled-locked: a defect on show\n", true, 0,
			[]string{" says: as the store asks; ", " says: a defect on show\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			base := r.head()
			r.slower()
			if tt.wrong {
				r.edit(repoSource, wrong, wrong+"\n\tif reader == \"pooled-locked\" {\n\t\twrong = 5\n\t}")
			}
			if tt.results {
				r.results()
			}
			r.commit(tt.message)
			says := ""
			if tt.status != 0 {
				says = "worse than at " + base + " by more than they may be: 12 cells of pooled-locked"
			}
			r.diff().want(t, tt.status, says, tt.lines...)
		})
	}
}

// A commit that was reverted accepts nothing, unless that was reverted too; and what
// only looks like a line that accepts is said.
func TestDiffAcceptances(t *testing.T) {
	r := newRepo(t)
	why := func(want string) {
		t.Helper()
		b := &baseline{commit: "main"}
		lines, unclear, err := b.acceptances(t.Context())
		var got []string
		for _, a := range lines {
			got = append(got, a.Why)
		}
		if strings.Join(got, ", ") != want || len(unclear) > 0 || err != nil {
			t.Errorf("accepted by %q, unclear %q, %v; want %q", got, unclear, err, want)
		}
	}
	r.write("README", "worse")
	r.commit("worse\n\nWorse: pooled: once")
	why("once")
	r.git("revert", "--no-edit", "HEAD")
	why("")
	r.git("revert", "--no-edit", "HEAD")
	why("once")

	r.slower()
	r.results()
	r.commit("bench: slower\n\n\tWorse: pooled-locked: quoted\n* Worse: pooled-locked: a bullet\nWorse: pool: misspelt\n")
	r.diff().want(t, 1, "worse than at "+r.shortOf("main")+" by more than they may be: 12 cells of pooled-locked",
		"from the first column, with readers that there are:\n   Worse: pooled-locked: quoted\n  * Worse: pooled-locked: a bullet\n",
		" names pool, a reader that there is not\n")
}

// Whoever moves the limits with what they are to judge shows it.
func TestDiffLimits(t *testing.T) {
	r := newRepo(t)
	r.write(limitsFile, "vsec/op 1%\n")
	r.diff("-bench", "Waterfall").want(t, 0, "", "!the limits")
	r.commit("gate: limits")
	r.write(limitsFile, "vsec/op 99%\n")
	r.diff("-bench", "Waterfall", "-base", "HEAD").want(t, 0, "", "the limits are not those of "+r.head()+":\n", "  -vsec/op 1%\n  +vsec/op 99%\n")
}
