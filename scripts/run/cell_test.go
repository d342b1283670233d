package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

const cellMutex = "BenchmarkUpload/uploader=manager/reader=mutex/size=4MiB/profile=s3-standard"

func TestPatternMatchesOneCell(t *testing.T) {
	if got, want := cell("BenchmarkUpload/size=1.5MiB").pattern(), `^BenchmarkUpload$/^size=1\.5MiB$`; got != want {
		t.Errorf("pattern() = %s, want %s", got, want)
	}
	for i, elem := range strings.Split(cell(cellMutex).pattern(), "/") {
		if name := strings.Split(cellMutex, "/")[i]; !regexp.MustCompile(elem).MatchString(name) {
			t.Errorf("element %s does not match %s", elem, name)
		}
	}
	if regexp.MustCompile(strings.Split(cell(cellMutex).pattern(), "/")[2]).MatchString("reader=mutex-locked") {
		t.Error("the pattern of reader=mutex matches reader=mutex-locked too")
	}
}

func TestCellParts(t *testing.T) {
	c := cell(cellMutex)
	if got := []string{c.benchmark(), c.get("reader"), c.get("size"), c.get("profile"), c.get("siz"), c.get("")}; !slices.Equal(got, []string{"Upload", "mutex", "4MiB", "s3-standard", "", ""}) {
		t.Errorf("parts of %s = %q", c, got)
	}
	if got := c.keys(); !slices.Equal(got, []string{"uploader", "reader", "size", "profile"}) {
		t.Errorf("keys() = %q", got)
	}
	for name, want := range map[string]bool{
		cellMutex:                true,
		"BenchmarkUpload":        false,
		cellMutex + "/note=a\"b": false,
		strings.Replace(cellMutex, "reader=mutex", "reader=", 1): false,
		strings.Replace(cellMutex, "uploader=manager/", "", 1):   false,
		strings.Replace(cellMutex, "size=4MiB/", "", 1):          false,
	} {
		if got := cell(name).tabular(); got != want {
			t.Errorf("cell(%s).tabular() = %v, want %v", name, got, want)
		}
	}
}

func TestSlowestFirst(t *testing.T) {
	cells := []cell{
		"BenchmarkUpload/uploader=manager/reader=pooled/size=64MiB",
		"BenchmarkUpload/uploader=manager/reader=mutex/size=4MiB",
		"BenchmarkUpload/uploader=manager/reader=stateless-locked/size=64MiB",
		"BenchmarkUpload/uploader=manager/reader=memory/size=64MiB",
		"BenchmarkUpload/uploader=manager/reader=memory/size=256MiB",
		"BenchmarkUpload/uploader=manager/reader=merged/size=64MiB",
		"BenchmarkUpload/uploader=transfermanager/reader=mutex/size=64MiB",
	}
	var jobs []job
	for _, c := range cells {
		jobs = append(jobs, job{cell: c})
	}
	if got, want := slowestFirst(jobs), []int{2, 5, 4, 0, 3, 6, 1}; !slices.Equal(got, want) {
		t.Errorf("slowestFirst = %v, want %v", got, want)
	}
	for _, size := range []string{"", "many", "-5", "9000000TiB"} {
		if got := cell("BenchmarkUpload/reader=mutex/size=" + size).weight(); got <= 0 {
			t.Errorf("weight of size=%s is %d, want more than 0", size, got)
		}
	}
}
