package results

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestKarpFlatt(t *testing.T) {
	for _, c := range []struct {
		s    float64
		p    int
		want string
	}{
		{5, 5, "0"}, {20, 20, "0"}, // nothing is serial
		{1, 5, "1.00"}, {1, 20, "1.00"}, // everything is
		{0.5, 5, "2.25"}, // (2 - 0.2) ÷ 0.8: more work with more workers
		{2, 4, "0.333"},  // (0.5 - 0.25) ÷ 0.75
		{4, 2, "-0.500"}, // more than p times as fast
	} {
		if got := Digits(KarpFlatt(c.s, c.p), 3); got != c.want {
			t.Errorf("KarpFlatt(%v, %d) = %s; want %s", c.s, c.p, got, c.want)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		v    float64
		n    int
		want string
	}{
		{0, 3, "0"}, {1, 3, "1.00"}, {-1.234, 3, "-1.23"}, {12.34, 3, "12.3"}, {123.4, 3, "123"}, {1234, 3, "1230"},
		{0.001234, 3, "0.00123"}, {0.000001, 2, "0.0000010"}, {123456789, 2, "120000000"}, {1000, 3, "1000"}, {7.5, 1, "8"},
		// A digit more before the point is one less behind it.
		{0.9996, 3, "1.00"}, {9.996, 3, "10.0"}, {99.96, 3, "100"}, {999.6, 3, "1000"}, {0.0996, 2, "0.10"}, {-9.996, 3, "-10.0"},
	} {
		if got := Digits(c.v, c.n); got != c.want {
			t.Errorf("Digits(%v, %d) = %s; want %s", c.v, c.n, got, c.want)
		}
	}
}

// varied is a scenario beside the nominal one.
const varied = "profile=s3-standard/ttfb=0.8/seed=0"

// times are those of BenchmarkScaling with 1, 5 and 20 workers, nominal and varied,
// and of BenchmarkWorkers with as many.
var times = []struct {
	reader           string
	nominal, varied  [3]float64
	workers          [3]float64
	lock, thrash     string // what comes of them
	both, up5, up20  string
	karpFlatt5, best string
}{
	{"mutex", [3]float64{10, 20, 40}, [3]float64{10, 20, 5}, [3]float64{11, 12, 13},
		"2.00 (2.00 to 4.00)", "5.00 (2.00 to 5.00)", "10.0 (8.00 to 10.0)",
		"0.500 (0.500 to 0.500)", "0.250 (0.250 to 2.00)", "2.25 (2.25 to 2.25)", "1 in 11"},
	{"pooled", [3]float64{10, 2, 1}, [3]float64{10, 2.5, 0.5}, [3]float64{11, 3, 3},
		"-", "-", "-",
		"5.00 (4.00 to 5.00)", "10.0 (10.0 to 20.0)", "0 (0 to 0.0625)", "5 in 3"},
	{"pooled-locked", [3]float64{10, 4, 2}, [3]float64{10, 10, 1}, [3]float64{9, 4, 1},
		"2.00 (2.00 to 4.00)", "-", "-",
		"2.50 (1.00 to 2.50)", "5.00 (5.00 to 10.0)", "0.250 (0.250 to 1.00)", "20 in 1"},
	{"stateless", [3]float64{8, 2, 1}, [3]float64{8, 2, 1}, [3]float64{8, 2, 1},
		"-", "-", "-", "4.00 (4.00 to 4.00)", "8.00 (8.00 to 8.00)", "0.0625 (0.0625 to 0.0625)", "20 in 1"},
	{"stateless-locked", [3]float64{8, 6, 4}, [3]float64{8, 4, 2}, [3]float64{8, 6, 4},
		"3.00 (2.00 to 3.00)", "-", "-", "1.33 (1.33 to 2.00)", "2.00 (2.00 to 4.00)", "0.688 (0.375 to 0.688)", "20 in 4"},
}

// serialFigures are the cells of times, but for what is replaced in the files' text
// by pairs of old and new.
func serialFigures(t *testing.T, replace ...string) (f *Figures, dir string) {
	t.Helper()
	var scaling, workers []string
	for _, r := range times {
		for i, n := range []int{1, 5, 20} {
			at := fmt.Sprintf("uploader=manager/reader=%s/size=100MiB/", r.reader)
			scaling = append(scaling,
				timed(fmt.Sprintf("Scaling/%s%s/workers=%d", at, varied, n), r.varied[i]),
				timed(fmt.Sprintf("Scaling/%s%s/workers=%d", at, nominal, n), r.nominal[i]))
			workers = append(workers, timed(fmt.Sprintf("Workers/%sprofile=s3-standard/workers=%d", at, n), r.workers[i]))
		}
	}
	dir = t.TempDir()
	change := strings.NewReplacer(replace...)
	put(t, dir, "scaling.bench", change.Replace(file(2, scaling...)))
	put(t, dir, "workers.bench", change.Replace(file(2, workers...)))
	f, err := Load(dir, "workers", "scaling")
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestSerialisation(t *testing.T) {
	f, _ := serialFigures(t)
	all, err := Serialisation(f)
	if err != nil || len(all) != len(times) {
		t.Fatalf("Serialisation: %d readers, %v; want %d", len(all), err, len(times))
	}
	optional := func(r *Range) string {
		if r == nil {
			return "-"
		}
		return r.String()
	}
	for i, want := range times {
		s := all[i]
		if s.Reader != want.reader {
			t.Errorf("reader %d is %s; want %s", i, s.Reader, want.reader)
		}
		for _, c := range []struct{ what, got, want string }{
			{"lock", optional(s.Lock), want.lock}, {"thrash", optional(s.Thrash), want.thrash}, {"both", optional(s.Both), want.both},
			{"speed-up at 5", s.SpeedUp5.String(), want.up5}, {"at 20", s.SpeedUp20.String(), want.up20},
			{"Karp–Flatt", s.KarpFlatt5.String(), want.karpFlatt5}, {"best", fmt.Sprintf("%d in %v", s.Best, s.BestTime), want.best},
		} {
			if c.got != c.want {
				t.Errorf("%s, %s: %s; want %s", want.reader, c.what, c.got, c.want)
			}
		}
	}
}

func TestSerialisationRefuses(t *testing.T) {
	const pooled = "uploader=manager/reader=pooled/size=100MiB/"
	for _, c := range []struct{ old, new, want string }{
		{"Scaling/" + pooled + nominal + "/workers=5", "Scaling/" + pooled + nominal + "/workers=6", "DIR/scaling.bench has no cell Scaling/" + pooled + nominal + "/workers=5; make scaling measures it"},
		{"Scaling/" + pooled + varied + "/workers=20", "Scaling/" + pooled + varied + "/workers=6", "DIR/scaling.bench has no cell Scaling/" + pooled + varied + "/workers=20; make scaling measures it"},
		{"Workers/" + pooled, "Workers/" + pooled + "layers=1/", "DIR/workers.bench has no cell Workers/" + pooled + "profile=s3-standard/workers=1; make workers measures it"},
		{"BenchmarkScaling/", "BenchmarkRange/", "no cells of BenchmarkScaling; make scaling measures them"},
		{"BenchmarkWorkers/", "BenchmarkRange/", "no cells of BenchmarkWorkers; make workers measures them"},
		{nominal, "profile=s3-standard/ttfb=1.2/seed=0", "no cells of BenchmarkScaling with " + nominal + ", the scenario that the others vary"},
		{"s3-standard/workers=5 ", "s3-standard/workers=few ", `workers=few of BenchmarkWorkers: strconv.Atoi: parsing "few": invalid syntax`},
	} {
		f, dir := serialFigures(t, c.old, c.new)
		want := strings.ReplaceAll(c.want, "DIR", dir)
		if all, err := Serialisation(f); err == nil || err.Error() != want {
			t.Errorf("%s for %s: %v, %v; want %s", c.new, c.old, all, err, want)
		}
	}
}

// A figure may be 0 in the nominal scenario, and what value refuses is passed on.
func TestOverScenarios(t *testing.T) {
	f, _ := serialFigures(t)
	zero := func(scenario string) (float64, error) { return map[string]float64{varied: 3}[scenario], nil }
	if got, err := OverScenarios(f, "Scaling", zero); err != nil || got != (Range{0, 0, 3}) {
		t.Errorf("OverScenarios = %v, %v; want 0 (0 to 3.00)", got, err)
	}
	failed := errors.New("failed")
	if got, err := OverScenarios(f, "Scaling", func(string) (float64, error) { return 1, failed }); err != failed {
		t.Errorf("OverScenarios = %v, %v; want %v", got, err, failed)
	}
}
