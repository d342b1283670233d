package gate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/perf/benchproc"

	"readeratbench/scripts/internal/results"
)

const tail = "profile=s3-standard-tail"

// TestLimits: every line of limits decides for something, and what none names is of
// the last.
func TestLimits(t *testing.T) {
	decides := map[string]bool{}
	for _, c := range []struct {
		unit           string
		filter         string // but for what is not named
		standard, tail float64
	}{
		{"wrong-B/op", ".unit:wrong-B/op", 0, 0},
		{"GETs/op", ".unit:GETs/op", 0, 0},
		{"vsec/op", ".unit:vsec/op", 0.01, 0.10},
		{"vB/s", ".unit:vB/s", anything, anything},
		{"src-B/op", ".unit:src-B/op", 0.01, 0.01},
		{"conns/op", ".unit:conns/op", anything, anything},
		{"wait-sec/op", ".unit:wait-sec/op", anything, anything},
		{"peak-buf-B", ".unit:peak-buf-B", 0.01, 0.01},
		{"inflight", "*", 0.01, 0.01},
		{"vsec/op2", "*", 0.01, 0.01},
	} {
		for profile, worse := range map[string]float64{"profile=s3-standard": c.standard, tail: c.tail} {
			f := ofModel(t, 2, fmt.Sprintf("Upload/reader=a/%s 1 nothing 1 %s", profile, c.unit))
			found, err := limitsOf(f.Result(f.Names[0]))
			if err != nil || len(found) != 2 {
				t.Fatalf("limitsOf = %v, %v; want one for each of 2 figures", found, err)
			}
			filter := c.filter
			if c.standard != c.tail && profile == tail {
				filter += " /profile:s3-standard-tail"
			}
			if got := found[1]; got.filter != filter || got.worse != worse {
				t.Errorf("%s with %s has limit %q of %v; want %q of %v", c.unit, profile, got.filter, got.worse, filter, worse)
			}
			if found[0].filter != "*" {
				t.Errorf("what has no limit of its own has %q; want *", found[0].filter)
			}
			decides[found[1].filter] = true
		}
	}
	for _, l := range limits {
		if _, err := benchproc.NewFilter(l.filter); err != nil || !decides[l.filter] || l.why == "" {
			t.Errorf("limit %q, because %q: %v, decides for something: %t; want a reason, nil and true", l.filter, l.why, err, decides[l.filter])
		}
	}
}

// A limit has a part of what was, not of what is, and none of another profile.
func TestLimitOfTail(t *testing.T) {
	for _, c := range []struct{ cell, here, want string }{
		{"Upload/reader=a/" + tail, "110", "vsec/op +10.00% worse"},
		{"Upload/reader=a/" + tail, "110.5", "vsec/op +10.50% worse, fails"},
		{"Upload/reader=a/profile=s3-standard", "110", "vsec/op +10.00% worse, fails"},
		{"Upload/reader=a/" + tail + "s", "110", "vsec/op +10.00% worse, fails"},
		{"Upload/reader=a", "110", "vsec/op +10.00% worse, fails"},
	} {
		d := compare(t, ofModel(t, 2, c.cell+" 100 vsec/op"), ofModel(t, 2, c.cell+" "+c.here+" vsec/op"))
		if got := changes(d.Cells[0]); got != c.want {
			t.Errorf("%s, %s vsec/op of 100: %q; want %q", c.cell, c.here, got, c.want)
		}
	}
}

func TestLimitString(t *testing.T) {
	for _, c := range []struct {
		worse float64
		want  string
	}{
		{0, ".unit:a may not get worse: why"},
		{0.01, ".unit:a may get worse by 1%: why"}, {0.10, ".unit:a may get worse by 10%: why"}, {0.125, ".unit:a may get worse by 12.5%: why"},
	} {
		if got := (Change{limit: limit{".unit:a", c.worse, "why"}}).Limit(); got != c.want {
			t.Errorf("Limit() of %v = %q; want %q", c.worse, got, c.want)
		}
	}
}

// The reason given for the limit of drawn latencies has figures: if those of the
// committed results move, the text has to.
func TestLimitOfTailSaysWhatResultsDo(t *testing.T) {
	f, err := results.Read("../../../results/scaling.bench")
	if err != nil {
		t.Fatal(err)
	}
	seed := regexp.MustCompile(`/seed=\d+`)
	times := map[string][]float64{}
	for _, r := range f.Results {
		name := seed.ReplaceAllString(r.Name.String(), "")
		if v, ok := r.Value("vsec/op"); ok && slices.Contains(strings.Split(name, "/"), tail) {
			times[name] = append(times[name], v)
		}
	}
	var apart []float64
	for name, vs := range times {
		if len(vs) < 2 {
			t.Errorf("%s has %d seeds; want several", name, len(vs))
		}
		apart = append(apart, slices.Max(vs)/slices.Min(vs)-1)
	}
	if len(apart) == 0 {
		t.Fatal("no cells with " + tail)
	}
	slices.Sort(apart)
	n := len(apart)
	median := (apart[(n-1)/2] + apart[n/2]) / 2
	want := fmt.Sprintf("seeds are %.0f%% apart at the median, %.0f%% at most (results/scaling.bench)", median*100, apart[n-1]*100)
	i := slices.IndexFunc(limits, func(l limit) bool { return strings.Contains(l.filter, "s3-standard-tail") })
	if got := limits[i].why; !strings.Contains(got, want) {
		t.Errorf("limit %q, because %q; want it to say %q", limits[i].filter, got, want)
	}
}
