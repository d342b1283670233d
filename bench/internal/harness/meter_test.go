package harness

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"readeratbench/bench/internal/meter"
	"readeratbench/bench/internal/profile"
	"readeratbench/internal/cell"
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
		f, err := Cell{Uploader: Uploaders()[0], Row: named(t, c.reader), Objects: Objects(size), Profile: profile.S3Standard()}.Run()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Open.Seconds() / f.Took.Seconds(); got < c.least || got > c.most {
			t.Errorf("%s: %.3f requests in flight; want %v to %v", c.reader, got, c.least, c.most)
		}
		// Five workers wait at most all the time.
		if waits := f.Waited > 0; waits != c.waits || f.Waited > 5*f.Took {
			t.Errorf("%s: waited %v in %v; want any: %t", c.reader, f.Waited, f.Took, c.waits)
		}
		if f.Buffered >= 0 != c.buffered || f.Buffered > size {
			t.Errorf("%s: %d bytes buffered; want any: %t", c.reader, f.Buffered, c.buffered)
		}
	}
}

// A trace has every request, with its times in order, and ends with the copy.
func TestTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	t.Setenv(cell.EnvTrace, path)
	f, err := Cell{Uploader: Uploaders()[0], Row: named(t, "pooled"), Objects: Objects(22 << 20), Profile: profile.S3Standard()}.Run()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil || !slices.Equal(rows[0], meter.Columns()) {
		t.Fatalf("columns %v, %v; want %v", rows[0], err, meter.Columns())
	}
	count, end := map[string]int64{}, int64(0)
	for _, row := range rows[1:] {
		count[row[0]+" "+row[1]]++
		before := int64(0)
		for _, i := range []int{4, 5, 6, 8} { // the first byte of an answer may come while a body is sent
			at, err := strconv.ParseInt(row[i], 10, 64)
			if err != nil || at < before {
				t.Errorf("%v: %s is %d, %v; want at least %d", row, meter.Columns()[i], at, err, before)
			}
			before = at
		}
		end = max(end, before)
	}
	want := map[string]int64{"GET source": f.GETs, "PUT destination": 5, "POST destination": 2}
	for what, n := range want {
		if count[what] != n {
			t.Errorf("%d of %s; want %d", count[what], what, n)
		}
	}
	if len(count) != len(want) || end != f.Took.Nanoseconds() {
		t.Errorf("requests %v until %d; want %v until %d", count, end, want, f.Took.Nanoseconds())
	}
}
