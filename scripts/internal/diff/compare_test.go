package diff

import (
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// Without a change of figures there is one line, and both sides are left as they are.
func TestUnchanged(t *testing.T) {
	r := newRepo(t)
	o := r.diff(matrix())
	o.want("", "the tree, compared with "+r.short("main")+" (the merge base with main): bench: benchmarks and their figures\n\n"+allCells,
		"\nraw results of both sides: results/local/diff/\n", "!:\n", "!vsec/op")
	for _, name := range []string{"upload.bench", "range.bench", "cpu.bench"} {
		if o.wrote("base/"+name) != r.read("results/"+name) {
			t.Errorf("base/%s is not as committed", name)
		}
	}
	if got := o.wrote("summary.md"); !strings.HasPrefix(got, "## Figures\n\nNo figure is worse than its limit allows.\n\n```text\n") || !strings.Contains(got, allCells) {
		t.Errorf("the summary of no differences is\n%s", got)
	}
}

// Each cell that changed has one line in one section. Only worse ones fail.
func TestChanges(t *testing.T) {
	const (
		upload = "Upload/uploader=manager/reader="
		fails  = "fails, where ! stands:\n"
	)
	main := newRepo(t).request("", "").Base
	for _, tt := range []struct {
		name  string
		cells string
		fails string // behind "by more than the limits allow: "
		lines []string
	}{
		{
			"slower and more requests", slower(), "6 cells of pooled",
			[]string{
				"20 cells: 14 the same, 6 worse; 6 changed in requests, 0 newly wrong; 0 vanished\n", fails,
				"  " + pooled64 + ": ! vsec/op 0.8 → 1.6 (+100.00%), ! GETs/op 100 → 105 (+5.00%)\n",
				"  vsec/op may get worse by 1%: ", "  GETs/op may not get worse: ",
				"a line of the message that begins:\n  Worse: pooled: <why they may be>\n",
				"not committed as measured; make figures && make report, and commit results/:\n  Range: 2 cells\n  Upload: 4 cells\n",
				"vsec/op     vs base", "+100.00% (n=1)", "geomean", "!/reader: mutex\n", "!src-B/op  ", "!Wrong:",
			},
		},
		{
			"slower by exactly the limit", in(matrix(), "reader=pooled/size=4MiB", "0.8 vsec/op", "0.808 vsec/op"), "",
			[]string{"2 worse;", "worse, within the limits:\n  " + upload + "pooled/size=4MiB/profile=s3-standard: vsec/op 0.8 → 0.808 (+1.00%)\n", "!fails"},
		},
		{
			"faster", in(in(matrix(), "reader=pooled/size=4MiB", "0.8 vsec/op", "0.4 vsec/op"), "reader=pooled/size=4MiB", "100 vB/s", "200 vB/s"), "",
			[]string{"2 better;", "better:\n  " + upload + "pooled/size=4MiB/profile=s3-standard: vsec/op 0.8 → 0.4 (-50.00%)\n", "-50.00% (n=1)", "!fails"},
		},
		{
			"faster and a little more of the source", in(in(matrix(), pooled64, "0.8 vsec/op", "0.4 vsec/op"), pooled64, "1000 src-B/op", "1001 src-B/op"), "",
			[]string{"partly better, partly worse, within the limits:\n  " + pooled64 + ": vsec/op 0.8 → 0.4 (-50.00%), src-B/op 1000 → 1001 (+0.10%)\n", "!fails"},
		},
		{
			"wrong bytes", in(matrix(), "reader=pooled", "0 wrong-B/op", "7 wrong-B/op"), "6 cells of pooled",
			[]string{"6 newly wrong", "  " + pooled64 + ": ! wrong-B/op 0 → 7\n", "wrong-B/op may not get worse: a wrong byte", "  Wrong: pooled: <why their copies", "!Worse:"},
		},
		{
			"no longer wrong", in(matrix(), "reader=merged", "98304 wrong-B/op", "0 wrong-B/op"), "",
			[]string{"better:\n  " + upload + "merged/size=64MiB/profile=s3-standard: wrong-B/op 98304 → 0 (-100.00%)\n", "0 newly wrong", "!fails"},
		},
		{
			"a figure without a direction", in(matrix(), "reader=", "1 inflight", "2 inflight"), "",
			[]string{"20 changed otherwise;", "changed otherwise:\n", ": inflight 1 → 2 (+100.00%)\n", "!fails", "!geomean"},
		},
		{
			"a new reader", matrix() + strings.ReplaceAll(matrix()[:strings.Index(matrix(), "Upload/uploader=manager/reader=merged")], "mutex", "fresh"), "",
			[]string{"22 cells: 20 the same, 2 new;", "new cells:\n  Upload/reader=fresh: all 2 cells\n", "!fails", "!geomean"},
		},
		{
			"a new cell of a reader", matrix() + in(pooled64+" 1 vsec/op 0 wrong-B/op\n", "", "64MiB", "1GiB"), "",
			[]string{"1 new;", "new cells:\n  " + upload + "pooled/size=1GiB/profile=s3-standard\n", "!fails"},
		},
		{
			"a new reader with wrong bytes", matrix() + in(pooled64+" 1 vsec/op 9 wrong-B/op\n", "", "pooled", "fresh"), "1 cell of fresh",
			[]string{"1 new;", "1 newly wrong", ": ! wrong-B/op 0 → 9\n", "new cells:\n  " + upload + "fresh/size=64MiB/profile=s3-standard\n", "Wrong: fresh: <why"},
		},
		{
			"a renamed benchmark", strings.ReplaceAll(matrix(), "Range/", "Scaling/"), "",
			[]string{
				"4 new;", "4 vanished", "new cells:\n  Scaling/reader=mutex: all 2 cells\n  Scaling/reader=pooled: all 2 cells\n",
				" has:\n  Range/reader=mutex: all 2 cells\n  Range/reader=pooled: all 2 cells\n", "!fails",
			},
		},
		{
			"a new figure", strings.ReplaceAll(matrix(), " 1 inflight", " 1 inflight 3 conns/op"), "",
			[]string{"figures that these cells did not have:\n  conns/op: 20 cells\n", "!no differences", "20 cells: 20 the same;", "not committed as measured"},
		},
		{
			"a lost figure", strings.ReplaceAll(matrix(), " 100 GETs/op", ""), "20 cells of mutex, merged, pooled, memory",
			[]string{"  " + pooled64 + ": ! GETs/op 100 → not measured\n", "20 changed in requests"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := repo{t}
			if tt.fails != "" {
				tt.fails = "worse than at " + main.short() + " by more than the limits allow: " + tt.fails
			}
			r.compare(r.requestOf(main, tt.cells)).want(tt.fails, tt.lines...)
		})
	}
}

// Of another model only wrong bytes are compared.
func TestOtherModel(t *testing.T) {
	r := newRepo(t)
	compare := func(cells string) outcome {
		q := r.request("", cells)
		r.write(q.Folder+"/here/all.bench", bench(cells, 3))
		return r.compare(q)
	}
	compare(slower()).want("", "20 cells: 20 of another model;", "of another model, so only wrong bytes are compared:\n  model 2 → 3: 20 cells\n", "!fails", "!vsec/op")
	compare(in(slower(), pooled64, "0 wrong-B/op", "5 wrong-B/op")).want("worse than at "+r.short("main")+" by more than the limits allow: 1 cell of pooled",
		"19 of another model;", "  "+pooled64+": ! wrong-B/op 0 → 5, model 2 → 3\n", "!vs base")
}

// Cells that were not measured, as with BENCH, have not vanished. A reader that has wrong
// bytes somewhere is a known defect all the same.
func TestSelection(t *testing.T) {
	r := newRepo(t)
	cells := in(slower(), "reader=mutex", "reader=mutex", "reader=mutex-fair") // renames it
	q := r.request("", "")
	r.write(q.Folder+"/here/all.bench", bench(cells[strings.Index(cells, pooled64):strings.Index(cells, "Upload/uploader=manager/reader=memory")], 2))
	q.All = namesOf(cells)
	r.compare(q).want("worse than at "+r.short("main")+" by more than the limits allow: 1 cell of pooled",
		"1 cell: 1 worse; 1 changed in requests, 0 newly wrong; 6 vanished\n", "Upload/reader=mutex: all 4 cells\n", "not committed as measured; make figures && make report, and commit results/:\n  Range: 2 cells\n  Upload: 5 cells\n")

	defect := "Upload/uploader=manager/reader=merged/size=128MiB/profile=s3-standard 1 vsec/op 9 wrong-B/op\n"
	q = r.request("", defect)
	q.All = namesOf(matrix() + defect)
	r.compare(q).want("", "1 new;", "0 vanished", "!fails")
}

// A table is shown whole, in the units that changed, without cells that only one side
// has. The summary for a CI job has the verdict first, and the same sections.
func TestTablesAndSummary(t *testing.T) {
	r := newRepo(t)
	o := r.diff(in(matrix(), pooled64, "100 GETs/op", "101 GETs/op") + in(pooled64+" 1 vsec/op 5 GETs/op 0 wrong-B/op\n", "", "64MiB", "1GiB"))
	tables, summary := o.wrote("benchstat.txt"), o.wrote("summary.md")
	for says, n := range map[string]int{"GETs/op": 2, "size=4MiB": 1, "size=64MiB": 1, "size=1GiB": 0, "vsec/op": 0, "transfermanager": 0, "Range": 0, "+1.00% (n=1)": 1} {
		if strings.Count(tables, says) != n {
			t.Errorf("benchstat's tables have %q %d times; want %d:\n%s", says, strings.Count(tables, says), n, tables)
		}
	}
	at := 0
	for _, part := range []string{"## Figures\n\n**Fails**: worse than at ", "### fails, where ! stands\n\n```text\n", "### limits", "### to accept it", "### new cells", "### not committed", "<details><summary>benchstat</summary>", "+1.00%", "</details>"} {
		i := strings.Index(summary[at:], part)
		if i < 0 {
			t.Fatalf("the summary lacks %q, or has it too early:\n%s", part, summary)
		}
		at += i
	}
	if r.diff(matrix()).wrote("benchstat.txt") != "" {
		t.Error("benchstat compares figures that have not changed")
	}
}

// namesOf are the names of cells.
func namesOf(cells string) []cell.Name {
	var all []cell.Name
	for line := range strings.Lines(cells) {
		name, _, _ := strings.Cut(line, " ")
		all = append(all, cell.Name(name))
	}
	return all
}
