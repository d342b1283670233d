package peers

import (
	"slices"
	"strings"
	"testing"
)

// Known-correct readers pass through every adapter: what is found in a peer is
// the peer's.
func TestControls(t *testing.T) {
	for _, p := range controls() {
		for _, box := range []string{"glass", "black"} {
			if box == "black" && p.black == nil {
				continue
			}
			t.Run(p.name+"/"+box, func(t *testing.T) {
				t.Parallel()
				r := runChild(t, box, p)
				if r.race {
					t.Error("the race detector reports a data race")
				}
				if r.Other != "" {
					t.Error(r.Other)
				}
				for _, v := range r.Violations {
					t.Errorf("%s", v)
				}
			})
		}
	}
}

// Every peer breaks the rules that are on record for it, and no other. The
// verbose output has the suite's whole report.
func TestPeers(t *testing.T) {
	for _, p := range all() {
		for _, box := range []string{"glass", "black"} {
			t.Run(p.name+"/"+box, func(t *testing.T) {
				t.Parallel()
				r := runChild(t, box, p)
				t.Logf("breaks %q; data race reported: %t", r.rules(), r.race)
				for _, v := range r.Violations {
					t.Logf("%s", v)
				}
				if r.Other != "" {
					t.Errorf("no verdict: %s", r.Other)
				}
				compare(t, r, onRecord(p.name), box)
				if raceEnabled && r.race != (p.races == box || p.races == "both") {
					t.Errorf("data race reported: %t; on record: %q", r.race, p.races)
				}
			})
		}
	}
}

// compare holds a report against what is on record.
func compare(t *testing.T, r report, record []finding, box string) {
	t.Helper()
	for _, f := range record {
		reported := slices.ContainsFunc(r.Violations, f.describes)
		if f.in(box) == always && !reported {
			t.Errorf("no report that breaks %q [%s] with %q; on record: has the peer been mended, or the suite changed?", f.rule, f.by, f.got)
		}
	}
	for _, v := range r.Violations {
		known := slices.ContainsFunc(record, func(f finding) bool { return f.rule == v.Rule && f.in(box) != never })
		if !known {
			t.Errorf("not on record: %s", v)
		}
	}
}

// describes holds when the case on record is one that the suite reported.
func (f finding) describes(v violation) bool {
	return f.rule == v.Rule && f.by == v.Source && strings.Contains(v.Got, f.got)
}

// Findings are of peers that exist, each rule once.
func TestRecord(t *testing.T) {
	var names []string
	for _, p := range all() {
		names = append(names, p.name)
		seen := map[string]bool{}
		for _, f := range onRecord(p.name) {
			if seen[f.rule] || f.glass == never && f.black == never {
				t.Errorf("%s: %q is on record twice, or in neither box", p.name, f.rule)
			}
			seen[f.rule] = true
			if f.after == "" || f.got == "" || f.why == "" {
				t.Errorf("%s: %q needs a case and a reason", p.name, f.rule)
			}
		}
	}
	for name := range record {
		if !slices.Contains(names, name) {
			t.Errorf("findings for %q, which is no peer", name)
		}
	}
}
