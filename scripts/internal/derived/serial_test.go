package derived

import (
	"fmt"
	"os"
	"path/filepath"
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

// The keys of two scenarios, the nominal one and another.
const (
	nominalKeys = "profile=s3-standard/ttfb=1.0/seed=0"
	varied      = "profile=s3-standard/ttfb=0.8/seed=0"
)

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
	{"mutex-barging", [3]float64{8, 2, 1}, [3]float64{8, 2, 1}, [3]float64{8, 2, 1}, // not the lock of which the causes are told
		"-", "-", "-", "4.00 (4.00 to 4.00)", "8.00 (8.00 to 8.00)", "0.0625 (0.0625 to 0.0625)", "20 in 1"},
}

// put writes a results file of the cells.
func put(t *testing.T, dir, name string, cells []string, change *strings.Replacer) {
	t.Helper()
	text := "model: 2\n\n" + strings.Join(cells, "\n") + "\nPASS\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(change.Replace(text)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// timed is a cell's line, of which nothing but the time is of interest.
func timed(cell string, vsec float64) string {
	return fmt.Sprintf("Benchmark%s 1 %v vsec/op 1 vB/s 1 GETs/op 1 conns/op 1 src-B/op 0 wrong-B/op 1 inflight 0 wait-sec/op", cell, vsec)
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
				timed(fmt.Sprintf("Scaling/%s%s/workers=%d", at, nominalKeys, n), r.nominal[i]))
			workers = append(workers, timed(fmt.Sprintf("Workers/%sprofile=s3-standard/workers=%d", at, n), r.workers[i]))
		}
	}
	dir = t.TempDir()
	change := strings.NewReplacer(replace...)
	put(t, dir, "scaling.bench", scaling, change)
	put(t, dir, "workers.bench", workers, change)
	f, err := Load(dir, "workers", "scaling")
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestSerialisation(t *testing.T) {
	f, _ := serialFigures(t)
	all := f.Serialisation()
	if f.Err != nil || len(all) != len(times) {
		t.Fatalf("Serialisation: %d readers, %v; want %d", len(all), f.Err, len(times))
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
			{"Karp–Flatt", s.KarpFlatt5.String(), want.karpFlatt5}, {"best", fmt.Sprintf("%s in %v", s.Best, s.BestTime), want.best},
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
		{"Scaling/" + pooled + nominalKeys + "/workers=5", "Scaling/" + pooled + nominalKeys + "/workers=6", "DIR/scaling.bench has no cell Scaling/" + pooled + nominalKeys + "/workers=5; make scaling measures it"},
		{"Scaling/" + pooled + varied + "/workers=20", "Scaling/" + pooled + varied + "/workers=6", "DIR/scaling.bench has no cell Scaling/" + pooled + varied + "/workers=20; make scaling measures it"},
		{"Workers/" + pooled, "Workers/" + pooled + "layers=1/", "DIR/workers.bench has no cell Workers/" + pooled + "profile=s3-standard/workers=1; make workers measures it"},
		{"BenchmarkScaling/", "BenchmarkRange/", "no cells of BenchmarkScaling; make scaling measures them"},
		{"BenchmarkWorkers/", "BenchmarkRange/", "no cells of BenchmarkWorkers; make workers measures them"},
		{nominalKeys, "profile=s3-standard/ttfb=1.2/seed=0", "no cells of BenchmarkScaling with " + nominalKeys + ", the scenario that the others vary"},
	} {
		f, dir := serialFigures(t, c.old, c.new)
		want := strings.ReplaceAll(c.want, "DIR", dir)
		if all := f.Serialisation(); f.Err == nil || f.Err.Error() != want {
			t.Errorf("%s for %s: %v, %v; want %s", c.new, c.old, all, f.Err, want)
		}
	}
}
