package tables

import (
	"strings"
	"testing"

	"readeratbench/scripts/internal/results"
)

// page is the text of the only page of a definition.
func pageOf(t *testing.T, name string, lines ...string) string {
	t.Helper()
	d, ok := results.Define(name)
	if !ok {
		t.Fatalf("no definition is called %s", name)
	}
	pages, err := Of(d, set(t, "", lines...), "results")
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v; want one", len(pages), err)
	}
	return string(pages[0].text)
}

// wantLines looks for lines, blanks aside, in this order.
func wantLines(t *testing.T, page string, want ...string) {
	t.Helper()
	rest := strings.Split(page, "\n")
	for _, w := range want {
		for {
			if len(rest) == 0 {
				t.Fatalf("there is no line %q, or not in its place, in\n%s", w, page)
			}
			line := strings.Join(strings.Fields(rest[0]), " ")
			rest = rest[1:]
			if line == w {
				break
			}
		}
	}
}

// Outcomes are words, those that must not be in capitals; readers are ranked.
func TestOutcomes(t *testing.T) {
	const (
		of   = "Faults/uploader=u/size=4MiB/reader="
		none = " 0 wrong-B/op 1 faults/op"
	)
	page := pageOf(t, "faults",
		of+"a/of=get/fault=stall/at=mid 1 hang/op"+none,
		of+"a/of=get/fault=503/at=open 1 named/op"+none,
		of+"a/of=put/fault=503/at=open 1 unnamed/op 2 aborted/op"+none,
		of+"a/of=put/fault=gone-1s/at=mid 1 right/op 1 leak/op"+none,
		of+"b/of=get/fault=stall/at=mid 1 right/op 0 wrong-B/op 0 faults/op",
		of+"b/of=get/fault=503/at=open 1 right/op"+none,
		of+"b/of=put/fault=503/at=open 5 wrong-B/op 1 faults/op",
		of+"b/of=put/fault=gone-1s/at=mid 1 named/op 1 left/op"+none,
		of+"c/of=get/fault=stall/at=mid 1 hang/op 1 stuck/op"+none,
	)
	wantLines(t, page,
		"of fault at a b c",
		"get stall mid HANG right (not met) STUCK",
		"get 503 open error: SlowDown right -",
		"put 503 open ERROR WITHOUT CAUSE WRONG -",
		"put gone-1s mid right, LEAK error: connection reset, UPLOAD LEFT -",
		"reader must not be right error of",
		"c 1 0 0 1",
		"b 2 2 0 4",
		"a 3 0 1 4",
		"multipart uploads that the uploader left, and the harness aborted: 2",
	)
}

// What faults cost is the median over seeds, and the highest; a copy that failed takes
// for ever.
func TestFaultCost(t *testing.T) {
	cells := func(reader string, lines ...string) (all []string) {
		for i, rate := range []string{"seed=0/fault=any/failing=0", "seed=1/fault=any/failing=1", "seed=2/fault=any/failing=1", "seed=3/fault=any/failing=1"} {
			all = append(all, "FaultCost/uploader=u/reader="+reader+"/size=4MiB/"+rate+" 0 wrong-B/op "+lines[i])
		}
		return all
	}
	page := pageOf(t, "faultcost", append(
		cells("slow", "2 vsec/op 1 GETs/op 3 PUTs/op 1 right/op", "3 vsec/op 4 GETs/op 4 PUTs/op 1 right/op", "1 vsec/op 1 GETs/op 1 PUTs/op 1 named/op", "2.5 vsec/op 1 GETs/op 3 PUTs/op 1 right/op"),
		cells("fast", "1 vsec/op 4 GETs/op 4 PUTs/op 1 right/op", "1.5 vsec/op 4 GETs/op 4 PUTs/op 1 right/op", "1 vsec/op 4 GETs/op 4 PUTs/op 1 right/op", "4 vsec/op 4 GETs/op 8 PUTs/op 1 right/op")...,
	)...)
	wantLines(t, page,
		"uploader=u size=4MiB",
		"reader vsec/op, none fail × with 1 % requests, none fail × with 1 %",
		"fast 1.000 1.50 to 4.00 8.000 1.00 to 1.50",
		"slow 2.000 1.50 to failed (1 failed) 4.000 2.00 to failed (1 failed)",
		"every byte of every copy that ended without an error arrived right",
	)
}
