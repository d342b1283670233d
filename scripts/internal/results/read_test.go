package results

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readeratbench/internal/cell"
)

// whole is a file as Set.WriteFile writes it: cells in lines 5 and 6, its end in 7.
// The first cell does not say what it buffers.
const whole = `Unit vsec/op better=lower
Unit vsec/op assume=exact
model: 2

BenchmarkSize/uploader=manager/reader=pooled/size=8MiB 1 2 vsec/op 4 vB/s 3 GETs/op 5 conns/op 8 src-B/op 0 wrong-B/op 0.5 inflight 0.25 wait-sec/op
BenchmarkSize/uploader=manager/reader=readahead/size=8MiB 1 1 vsec/op 8 vB/s 7 GETs/op 6 conns/op 9 src-B/op 0 wrong-B/op 0.75 inflight 0 wait-sec/op 64 peak-buf-B
PASS
`

// put writes a results file.
func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	path := put(t, t.TempDir(), "size.bench", whole)
	f, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Path != path || f.Model() != "2" || f.firstLine() != 5 || len(f.Units) != 2 || len(f.Results) != 2 {
		t.Fatalf("Read = %s of model %s, line %d, %d facts on units, %d cells; want %s of model 2, line 5, 2, 2",
			f.Path, f.Model(), f.firstLine(), len(f.Units), len(f.Results), path)
	}
	for unit, want := range map[string][2]float64{"vsec/op": {2, 1}, "wait-sec/op": {0.25, 0}, cell.PeakBuffer: {0, 64}} {
		for i, r := range f.Results {
			if got, _ := r.Value(unit); got != want[i] {
				t.Errorf("cell %s: %v %s; want %v", r.Name, got, unit, want[i])
			}
		}
	}
}

// Whatever a file lacks of its end, it is refused, in the line where it breaks off.
func TestReadCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "size.bench")
	for n := range len(whole) {
		put(t, filepath.Dir(path), filepath.Base(path), whole[:n])
		_, err := Read(path)
		want := fmt.Sprintf("%s:%d: was cut short", path, strings.Count(whole[:n], "\n")+1)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%d of %d bytes: %v; want an error that begins %q", n, len(whole), err, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		line           int
		says           string
	}{
		{"a unit of the real clock", "1 vsec/op", "1 sec/op 1 vsec/op", 6, "has 1 sec/op, a unit that virtual figures do not have"},
		{"no time", " 1 vsec/op", "", 6, "has no vsec/op"},
		{"no connections", " 6 conns/op", "", 6, "has no conns/op"},
		{"no word on wrong bytes", " 0 wrong-B/op", "", 5, "has no wrong-B/op"},
		{"no wait", " 0.25 wait-sec/op", "", 5, "has no wait-sec/op"},
		{"two minds on a unit", "Unit vsec/op assume=exact", "Unit vsec/op better=higher", 2, "better of unit vsec/op already set to lower"},
		{"a key above the cells", "model: 2\n", "model: 2\ndate: today\n", 6, `unknown key "date" above cell Size/`},
		{"a key in a name", "size=8MiB", "colour=8MiB", 5, `unknown key "colour" in the name`},
		{"no value in a name", "size=8MiB", "size", 5, `unknown key "size" in the name`},
		{"processors in a name", "size=8MiB", "size=8MiB-2", 5, `unknown key "-2" in the name`},
		{"no model", "model: 2\n", "", 4, "no key model: above cell"},
		{"two models", "wait-sec/op\n", "wait-sec/op\n\nmodel: 3\n\n", 9, `is of model "3", other cells are of "2"`},
		{"the same cell twice", "reader=readahead", "reader=pooled", 6, "is there already, in line 5"},
		{"a line of no meaning", "PASS", "ok\nPASS", 7, `here is "ok\n" where there should be "PASS\n"`},
		{"a line lost but for its name", "size=8MiB 1 2", "size=8MiB\n1 2", 5, "where there should be"},
		{"a number in another form", "2 vsec/op", "2.0 vsec/op", 5, "2.0 vsec/op"},
		{"units in another order", "4 vB/s 3 GETs/op", "3 GETs/op 4 vB/s", 5, "where there should be"},
		{"no number", "0.5 inflight", "0,5 inflight", 5, "parsing measurement"},
		{"cut within a line, then more", " inflight 0.25 wait-sec/op", "", 5, "missing units"},
		{"cut within a number, then more", "5 inflight 0.25 wait-sec/op", "", 5, "missing units"},
		{"no cells", whole, "model: 2\n\nPASS\n", 1, "has no cells"},
		{"CRLF", whole, strings.ReplaceAll(whole, "\n", "\r\n"), 8, "last line is not PASS"},
		{"CRLF but for the end", whole, strings.ReplaceAll(strings.TrimSuffix(whole, end), "\n", "\r\n") + end, 1, `\r\n" where there should be`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(whole, c.old) {
				t.Fatalf("the file has no %q", c.old)
			}
			path := put(t, t.TempDir(), "size.bench", strings.Replace(whole, c.old, c.new, 1))
			_, err := Read(path)
			place, remedy := fmt.Sprintf("%s:%d: ", path, c.line), "; make it again, or take it from git"
			if err == nil || !strings.HasPrefix(err.Error(), place) || !strings.Contains(err.Error(), c.says) || !strings.HasSuffix(err.Error(), remedy) {
				t.Errorf("Read: %v; want an error that begins %q, says %q and ends %q", err, place, c.says, remedy)
			}
		})
	}
}

// A line longer than the format's reader takes is refused with one place.
func TestReadLongLine(t *testing.T) {
	path := put(t, t.TempDir(), "size.bench", whole[:len(whole)-len(end)]+strings.Repeat("x", 1<<17)+"\n"+end)
	_, err := Read(path)
	if err == nil || !strings.HasPrefix(err.Error(), path+":6: ") || strings.Count(err.Error(), path) != 1 {
		t.Errorf("Read: %v; want an error that begins %s:6 and names the file once", err, path)
	}
}

// A file that is missing has a target of make; upload.bench is that of the whole matrix.
func TestReadMissing(t *testing.T) {
	for name, target := range map[string]string{"size.bench": "size", "upload.bench": "bench"} {
		path := filepath.Join(t.TempDir(), name)
		_, err := Read(path)
		if want := path + " is not there; make " + target + " makes it"; err == nil || err.Error() != want {
			t.Errorf("Read: %v; want %s", err, want)
		}
	}
	if _, err := Read(t.TempDir()); err == nil || strings.Contains(err.Error(), "make") {
		t.Errorf("Read of a folder: %v; want an error that does not say to make it", err)
	}
}

func TestFirstDifference(t *testing.T) {
	for _, c := range []struct {
		want, got string
		line      int
		says      string
	}{
		{"a\nb\n", "a\nb\n", 0, "<nil>"},
		{"a\nb\n", "a\nc\n", 2, `here is "c\n" where there should be "b\n"`},
		{"a\nb\n", "a\n", 2, `here is the end where there should be "b\n"`},
		{"a\n", "a\nb\n", 2, `here is "b\n" where there should be the end`},
	} {
		if line, err := firstDifference([]byte(c.want), []byte(c.got)); line != c.line || fmt.Sprint(err) != c.says {
			t.Errorf("firstDifference(%q, %q) = %d, %v; want %d, %s", c.want, c.got, line, err, c.line, c.says)
		}
	}
}
