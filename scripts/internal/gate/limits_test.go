package gate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/results"
)

const tail = "profile=s3-standard-tail"

// TestLimits: every line of limits is the limit of some figure.
func TestLimits(t *testing.T) {
	used := map[limit]bool{}
	for _, c := range []struct {
		unit           string
		standard, tail float64
	}{
		{"wrong-B/op", 0, 0}, {"GETs/op", 0, 0}, {"vsec/op", 0.01, 0.10}, {"vB/s", anything, anything}, {"src-B/op", 0.01, 0.01},
		{"conns/op", anything, anything}, {"wait-sec/op", anything, anything}, {"peak-buf-B", 0.01, 0.01}, {"inflight", 0.01, 0.01}, {"vsec/op2", 0.01, 0.01},
	} {
		for profile, worse := range map[string]float64{"profile=s3-standard": c.standard, tail: c.tail, "profile=s3-standard-tails": c.standard} {
			l := limitOf(cell.Name("Upload/reader=a/"+profile), c.unit)
			if l.worse != worse || l.unit != c.unit && l.unit != "" {
				t.Errorf("%s with %s has the limit %+v; want %v", c.unit, profile, l, worse)
			}
			used[l] = true
		}
	}
	for _, l := range limits {
		if !used[l] || l.why == "" {
			t.Errorf("limit %+v: used: %t; want true, and a reason", l, used[l])
		}
	}
}

// A limit is a fraction of the base's figure, and of one profile.
func TestLimitOfTail(t *testing.T) {
	for _, c := range []struct{ cell, here, want string }{
		{"Upload/reader=a/" + tail, "110", "vsec/op worse"},
		{"Upload/reader=a/" + tail, "110.5", "vsec/op worse, fails"},
		{"Upload/reader=a/profile=s3-standard", "110", "vsec/op worse, fails"},
		{"Upload/reader=a/" + tail + "s", "110", "vsec/op worse, fails"},
		{"Upload/reader=a", "110", "vsec/op worse, fails"},
	} {
		d := Compare(ofModel(t, 2, c.cell+" 100 vsec/op"), ofModel(t, 2, c.cell+" "+c.here+" vsec/op"))
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
		{0, "a may not get worse: why"},
		{0.01, "a may get worse by 1%: why"}, {0.10, "a may get worse by 10%: why"}, {0.125, "a may get worse by 12.5%: why"},
	} {
		if got := (Change{limit: limit{"a", "", c.worse, "why"}}).Limit(); got != c.want {
			t.Errorf("Limit() of %v = %q; want %q", c.worse, got, c.want)
		}
	}
	for _, c := range []struct{ unit, profile, want string }{
		{"", "", "any other figure may not get worse: why"}, {"a", "p", "a with profile=p may not get worse: why"},
	} {
		if got := (limit{c.unit, c.profile, 0, "why"}).String(); got != c.want {
			t.Errorf("limit of unit %q and profile %q: %q; want %q", c.unit, c.profile, got, c.want)
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
	i := slices.IndexFunc(limits, func(l limit) bool { return l.profile == "s3-standard-tail" })
	if got := limits[i].why; !strings.Contains(got, want) {
		t.Errorf("limit %q, because %q; want it to say %q", limits[i].unit, got, want)
	}
}
