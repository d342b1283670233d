// Package cell is what a benchmark's line is made of: the grammar of its name, its
// units, and the environment that tells the benchmarks what to run. The benchmarks
// write it and scripts/ read it; nothing of it stands anywhere else.
package cell

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// keys are those that a name may have, in their order. A new key is one line here.
var keys = []string{
	"uploader", // manager or transfermanager
	"reader",   // the row: see internal/rows
	"size",     // of the object, or of all layers of an image
	"profile",  // of the network and the store
	"ttfb",     // factor on the profile's first byte
	"seed",     // of drawn latencies
	"workers",  // of the uploader
	"part",     // bytes of a part
	"layers",   // objects copied at once
	"parallel", // of them, at most
	"memory",   // bound on what readahead keeps
	"callers",  // goroutines that call ReadAt, where there is no uploader
	"of",       // get or put: the requests that a fault is for
	"fault",    // what goes wrong
	"at",       // open, first, mid or last: where in the request
	"failing",  // percent of requests that fail
}

// Known tells whether a name may have the key.
func Known(key string) bool { return slices.Contains(keys, key) }

// Name is a benchmark's name without "Benchmark" and without -GOMAXPROCS, as
// benchfmt has it:
//
//	Upload/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard
type Name string

// Example is shown where a name did not fit.
const Example Name = "Upload/uploader=manager/reader=pooled/size=64MiB/profile=s3-standard"

// Values are the values of a name's keys.
type Values map[string]string

// Make puts a name together, its keys in order. An empty value is left out; of those
// given twice the later is taken. It panics on an unknown key.
func Make(benchmark string, values ...Values) Name {
	all := Values{}
	for _, v := range values {
		maps.Copy(all, v)
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !Known(key) {
			panic(fmt.Sprintf("cell: unknown key %q; add it to keys", key))
		}
	}
	name := benchmark
	for _, key := range keys {
		if v := all[key]; v != "" {
			name += "/" + key + "=" + v
		}
	}
	return Name(name)
}

// processors is what go test appends to a name where GOMAXPROCS is not 1; no value ends
// in it.
var processors = regexp.MustCompile(`-\d+$`)

// Parse reads a name as go test prints it.
func Parse(printed string) Name {
	return Name(processors.ReplaceAllString(strings.TrimPrefix(printed, "Benchmark"), ""))
}

// Benchmark is the benchmark's function without "Benchmark": Upload.
func (n Name) Benchmark() string {
	name, _, _ := strings.Cut(string(n), "/")
	return name
}

// Config is what stands after the function's name.
func (n Name) Config() string {
	_, config, _ := strings.Cut(string(n), "/")
	return config
}

// Get is the value of a key, or "".
func (n Name) Get(key string) string {
	for e := range strings.SplitSeq(n.Config(), "/") {
		if k, v, _ := strings.Cut(e, "="); k == key {
			return v
		}
	}
	return ""
}

// Keys are the name's keys in their order. What is no key=value comes as it is.
func (n Name) Keys() []string {
	var all []string
	if n.Config() == "" {
		return nil
	}
	for e := range strings.SplitSeq(n.Config(), "/") {
		key, _, _ := strings.Cut(e, "=")
		all = append(all, key)
	}
	return all
}

// Check refuses a name that does not keep to the grammar.
func (n Name) Check() error {
	for e := range strings.SplitSeq(n.Config(), "/") {
		if key, _, ok := strings.Cut(e, "="); !ok || !Known(key) {
			return fmt.Errorf("unknown key %q in the name of cell %s", key, n)
		}
	}
	if p := processors.FindString(string(n)); p != "" {
		return fmt.Errorf("unknown key %q in the name of cell %s", p, n)
	}
	return nil
}

// With is the name with another value of a key that it has.
func (n Name) With(key, value string) Name {
	elems := strings.Split(string(n), "/")
	for i, e := range elems {
		if k, _, ok := strings.Cut(e, "="); ok && k == key {
			elems[i] = key + "=" + value
		}
	}
	return Name(strings.Join(elems, "/"))
}

// In is the same cell of another benchmark.
func (n Name) In(benchmark string) Name { return Name(benchmark + "/" + n.Config()) }

// Has tells whether the name has all of these values.
func (n Name) Has(values Values) bool {
	for key, v := range values {
		if n.Get(key) != v {
			return false
		}
	}
	return true
}

// Pattern is the -test.bench value that matches this cell and no other: go test
// matches each element between slashes on its own.
func (n Name) Pattern() string {
	elems := strings.Split("Benchmark"+string(n), "/")
	for i, e := range elems {
		elems[i] = "^" + regexp.QuoteMeta(e) + "$"
	}
	return strings.Join(elems, "/")
}

// Tabular tells whether the cell has a place in a table: a table an uploader, a row
// a reader, a column a size.
func (n Name) Tabular() bool {
	return n.Get("uploader") != "" && n.Get("reader") != "" && n.Get("size") != "" &&
		!strings.ContainsAny(string(n), " \t\"")
}

// The values below are of several cells.

// Distinct are the values that the cells have for a key, in their order.
func Distinct(names []Name, key string) []string {
	var all []string
	for _, n := range names {
		if v := n.Get(key); !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// Common is the value that all cells have for a key, or "" if they differ.
func Common(names []Name, key string) string {
	if v := Distinct(names, key); len(v) == 1 {
		return v[0]
	}
	return ""
}

// Varying are the keys that tell the cells apart, but for those given.
func Varying(names []Name, but ...string) []string {
	if len(names) == 0 {
		return nil
	}
	return slices.DeleteFunc(names[0].Keys(), func(key string) bool {
		return slices.Contains(but, key) || Common(names, key) != ""
	})
}
