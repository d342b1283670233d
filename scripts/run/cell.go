package main

import (
	"regexp"
	"strings"

	"readeratbench/scripts/internal/results"
)

// exampleCell is shown where a name did not fit.
const exampleCell = "BenchmarkUpload/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard"

// cell is one benchmark of the matrix by its full name.
type cell string

// pattern is the -test.bench value that matches this cell and no other: go
// test matches each element between slashes on its own.
func (c cell) pattern() string {
	elems := strings.Split(string(c), "/")
	for i, e := range elems {
		elems[i] = "^" + regexp.QuoteMeta(e) + "$"
	}
	return strings.Join(elems, "/")
}

// benchmark is the benchmark function's name without its prefix: Upload.
func (c cell) benchmark() string {
	name, _, _ := strings.Cut(string(c), "/")
	return strings.TrimPrefix(name, "Benchmark")
}

// config is what stands after the function's name.
func (c cell) config() string {
	_, config, _ := strings.Cut(string(c), "/")
	return config
}

// get is the value of a key of the name, or "".
func (c cell) get(key string) string {
	for _, e := range strings.Split(c.config(), "/") {
		if value, ok := strings.CutPrefix(e, key+"="); ok {
			return value
		}
	}
	return ""
}

// keys are the keys of the name in their order.
func (c cell) keys() []string {
	var keys []string
	for _, e := range strings.Split(c.config(), "/") {
		if key, _, ok := strings.Cut(e, "="); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// tabular tells whether the cell has a place in a table: a table an uploader,
// a row a reader, a column a size.
func (c cell) tabular() bool {
	return c.get("uploader") != "" && c.get("reader") != "" && c.get("size") != "" &&
		!strings.ContainsAny(string(c), " \t\"")
}

// weight guesses what a cell takes in real time relative to the others. It
// decides which starts first and how far the bar moves, never a figure.
func (c cell) weight() int64 {
	const (
		perCell    = 32 << 20 // starting a process, as if it were bytes
		perRequest = 5        // a request for every 32 KiB read, against a stream
	)
	size, err := results.ParseSize(c.get("size"))
	if err != nil || size < 0 {
		size = 64 << 20
	}
	size = min(size, 1<<40) // a sum of weights must not overflow
	switch r := strings.TrimSuffix(c.get("reader"), "-locked"); r {
	case "mutex", "merged", "stateless", "stateless-open-ended", "contentutil":
		if c.get("uploader") == "manager" { // the others read in order, and much at once
			size *= perRequest
		}
	}
	return perCell + size
}
