package cell

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestMakeOrdersKeys(t *testing.T) {
	got := Make("Scaling", Values{"workers": "5", "seed": "1", "profile": "p", "reader": "mutex"}, Values{"uploader": "manager", "size": "4MiB", "part": "", "seed": "0"})
	const want = "Scaling/uploader=manager/reader=mutex/size=4MiB/profile=p/seed=0/workers=5"
	if got != want {
		t.Errorf("Make = %s; want %s", got, want)
	}
	if k := got.Keys(); !slices.Equal(k, []string{"uploader", "reader", "size", "profile", "seed", "workers"}) {
		t.Errorf("Keys = %q", k)
	}
	if got.Benchmark() != "Scaling" || got.Get("workers") != "5" || got.Get("part") != "" {
		t.Errorf("%s: benchmark %s, workers %s, part %s", got, got.Benchmark(), got.Get("workers"), got.Get("part"))
	}
	if w := got.With("reader", "pooled").Get("reader"); w != "pooled" {
		t.Errorf("With = %s; want pooled", w)
	}
	for _, printed := range []string{"Benchmark" + want, want, "Benchmark" + want + "-8"} {
		if p := Parse(printed); p != got || p.Check() != nil {
			t.Errorf("Parse(%s) = %s, %v; want %s", printed, p, p.Check(), got)
		}
	}
	for _, bad := range []Name{got + "-2", "Upload/size", "Upload/colour=red"} {
		if bad.Check() == nil {
			t.Errorf("Check takes %s", bad)
		}
	}
	if Name("Upload").Keys() != nil || Name("Upload").Config() != "" {
		t.Errorf("a bare benchmark has keys %q", Name("Upload").Keys())
	}
}

func TestMakePanicsOnUnknownKey(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Make took an unknown key; want a panic")
		}
	}()
	Make("Upload", Values{"sise": "4MiB"})
}

// A pattern matches its own cell, element by element, and no other.
func TestPatternMatchesOneCell(t *testing.T) {
	matches := func(n Name) bool {
		patterns, elems := strings.Split(Example.Pattern(), "/"), strings.Split("Benchmark"+string(n), "/")
		for i, p := range patterns {
			if i >= len(elems) || !regexp.MustCompile(p).MatchString(elems[i]) {
				return false
			}
		}
		return true
	}
	if !matches(Example) {
		t.Errorf("%s does not match %s", Example.Pattern(), Example)
	}
	for _, other := range []Name{Example.With("reader", "pooled-locked"), Example.With("size", "164MiB"), "Upload"} {
		if matches(other) {
			t.Errorf("%s matches %s", Example.Pattern(), other)
		}
	}
}

func TestVarying(t *testing.T) {
	names := []Name{Example, Example.With("reader", "mutex"), Example.With("size", "4MiB")}
	if got := Varying(names, "reader"); !slices.Equal(got, []string{"size"}) {
		t.Errorf("Varying = %q; want size", got)
	}
	if got := Common(names, "profile"); got != "s3-standard" {
		t.Errorf("Common = %q", got)
	}
}

func TestSizes(t *testing.T) {
	for s, n := range map[string]int64{"64MiB": 64 << 20, "1GiB": 1 << 30, "1500B": 1500, "3KiB": 3 << 10, "0B": 0} {
		if got := Size(n); got != s {
			t.Errorf("Size(%d) = %s; want %s", n, got, s)
		}
		if got, err := ParseSize(s); err != nil || got != n {
			t.Errorf("ParseSize(%s) = %d, %v; want %d", s, got, err, n)
		}
	}
	for _, s := range []string{"", "8M", "x", "MiB", "9223372036854775807KiB", "-9223372036854775807KiB"} {
		if got, err := ParseSize(s); err == nil {
			t.Errorf("ParseSize(%q) = %d; want an error", s, got)
		}
	}
}

func TestUnits(t *testing.T) {
	if got, want := Units[0].Line(), "Unit vsec/op better=lower assume=exact"; got != want {
		t.Errorf("line %q; want %q", got, want)
	}
	if Rank("sec/op") <= Rank(PeakBuffer) || Rank(Time) != 0 {
		t.Error("unknown units must come last, the time first")
	}
}
