package bench

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
)

// What is metered is what the readers do: how many requests are open, who waits
// for a lock, and who keeps bytes.
func TestMeter(t *testing.T) {
	const size = 40 << 20
	for _, c := range []struct {
		reader          string
		least, most     float64 // requests in flight
		waits, buffered bool
	}{
		{"memory", 0, 0, false, false},
		{"stream", 0.5, 1, false, false},
		{"mutex", 0.9, 1, true, false},
		{"stateless", 3, 5, false, false},
		{"stateless-locked", 0.9, 1, true, false},
		{"pooled", 2, 16, false, false},
		{"pooled-locked", 2, 16, true, false},
		{"readahead", 1, 16, false, true},
	} {
		f, err := cell{uploader: uploaders()[0], subject: named(t, c.reader), content: content.Generated(seed, size), profile: S3Standard()}.run()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.open.Seconds() / f.took.Seconds(); got < c.least || got > c.most {
			t.Errorf("%s: %.3f requests in flight; want %v to %v", c.reader, got, c.least, c.most)
		}
		// Five workers wait at most all the time.
		if waits := f.waited > 0; waits != c.waits || f.waited > 5*f.took {
			t.Errorf("%s: waited %v in %v; want any: %t", c.reader, f.waited, f.took, c.waits)
		}
		if f.buffered >= 0 != c.buffered || f.buffered > size {
			t.Errorf("%s: %d bytes buffered; want any: %t", c.reader, f.buffered, c.buffered)
		}
	}
}

// One request is open from when it is asked for until its body has ended: for the
// stream of a known length, that can be worked out.
func TestInFlightIsTheTimeOfRequests(t *testing.T) {
	m := newMeter()
	m.start()
	m.opened(+1)
	m.opened(+1)
	m.opened(-1)
	m.began = m.began.Add(-2 * time.Second) // as if two seconds had passed with one open
	m.since = m.since.Add(-2 * time.Second)
	m.lap()
	if got := m.used.open.Round(100 * time.Millisecond); got != 2*time.Second {
		t.Errorf("open for %v; want 2s", got)
	}
	if got := m.took.Round(100 * time.Millisecond); got != 2*time.Second {
		t.Errorf("took %v; want 2s", got)
	}
}

// A trace has every request, with its times in order, and ends with the copy.
func TestTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	t.Setenv(EnvTrace, path)
	f, err := cell{uploader: uploaders()[0], subject: named(t, "pooled"), content: content.Generated(seed, 22<<20), profile: S3Standard()}.run()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil || !slices.Equal(rows[0], TraceColumns()) {
		t.Fatalf("columns %v, %v; want %v", rows[0], err, TraceColumns())
	}
	count, end := map[string]int64{}, int64(0)
	for _, row := range rows[1:] {
		count[row[0]+" "+row[1]]++
		before := int64(0)
		for _, i := range []int{4, 5, 6, 8} { // the first byte of an answer may come while a body is sent
			at, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil || at < before {
				t.Errorf("%v: %s is %d, %v; want at least %d", row, TraceColumns()[i], at, err, before)
			}
			before = at
		}
		end = max(end, before)
	}
	want := map[string]int64{"GET source": f.gets, "PUT destination": 5, "POST destination": 2}
	for what, n := range want {
		if count[what] != n {
			t.Errorf("%d of %s; want %d", count[what], what, n)
		}
	}
	if len(count) != len(want) || end != f.took.Nanoseconds() {
		t.Errorf("requests %v until %d; want %v until %d", count, end, want, f.took.Nanoseconds())
	}
}
