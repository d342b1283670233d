package runner

import (
	"slices"
	"testing"

	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
)

// What makes a request for every read starts before what is as large, and what is
// larger before both; a reader from outside counts by its size.
func TestSlowestFirst(t *testing.T) {
	cells := []cell.Name{
		"Upload/uploader=manager/reader=pooled/size=64MiB",
		"Upload/uploader=manager/reader=mutex/size=4MiB",
		"Upload/uploader=manager/reader=stateless-locked/size=64MiB",
		"Upload/uploader=manager/reader=memory/size=64MiB",
		"Upload/uploader=manager/reader=memory/size=256MiB",
		"Upload/uploader=manager/reader=merged/size=64MiB",
		"Upload/uploader=transfermanager/reader=mutex/size=64MiB",
	}
	var jobs []Job
	for _, c := range cells {
		jobs = append(jobs, Job{Cell: c})
	}
	if got, want := slowestFirst(jobs), []int{2, 5, 4, 0, 3, 6, 1}; !slices.Equal(got, want) {
		t.Errorf("slowestFirst = %v, want %v", got, want)
	}
	for _, size := range []string{"", "many", "-5", "9000000TiB"} {
		if got := weight(cell.Name("Upload/reader=mutex/size=" + size)); got <= 0 {
			t.Errorf("weight of size=%s is %d, want more than 0", size, got)
		}
	}
}

// TestWeight: what a reader weighs is a matter of its field, for every row there is.
func TestWeight(t *testing.T) {
	cell := func(uploader, reader string) cell.Name {
		return cell.Make("Upload", cell.Values{"uploader": uploader, "reader": reader, "size": "64MiB"})
	}
	light := weight(cell("manager", "of somebody else"))
	for _, r := range rows.Published() {
		if heavy := weight(cell("manager", r.Name)) > light; heavy != r.RequestPerCall {
			t.Errorf("%s is heavy: %t; want %t", r.Name, heavy, r.RequestPerCall)
		}
		if got := weight(cell("transfermanager", r.Name)); got != light {
			t.Errorf("%s read by one caller weighs %d; want %d", r.Name, got, light)
		}
	}
}
