package readeratest

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// No block or part divides the object, and no two of its words are equal, at any
// offset: a read from elsewhere never looks right.
func TestContentTellsWhereItBelongs(t *testing.T) {
	if !big.NewInt(contentSize).ProbablyPrime(10) {
		t.Errorf("%d is not prime", contentSize)
	}
	seen := make(map[string]int)
	for i := range contentSize - 4 {
		w := string(theContent[i : i+5])
		if at, ok := seen[w]; ok {
			t.Errorf("the 5 bytes at %d are those at %d, too", i, at)
		}
		seen[w] = i
	}
}

// The canary for the runtime's wording: without it a suite in a bubble would
// take a slow reader for one that hangs.
func TestInBubble(t *testing.T) {
	if inBubble() {
		t.Error("inBubble() outside of one")
	}
	synctest.Test(t, func(t *testing.T) {
		if !inBubble() {
			t.Error("not inBubble() inside of one")
		}
	})
}

// slow takes a minute of virtual time for each call.
type slow struct{ io.ReaderAt }

func (s slow) ReadAt(p []byte, off int64) (int, error) {
	time.Sleep(time.Minute)
	return s.ReaderAt.ReadAt(p, off)
}

// In a bubble a slow reader is not one that hangs, and one that hangs is found.
func TestReaderAtInABubble(t *testing.T) {
	content := makeContent(5000)
	synctest.Test(t, func(t *testing.T) {
		if err := TestReaderAt(slow{bytes.NewReader(content)}, content); err != nil {
			t.Error(err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		never := make(chan struct{})
		err := TestReaderAt(readFunc(func([]byte, int64) (int, error) { <-never; return 0, io.EOF }), content)
		if err == nil || !strings.Contains(err.Error(), "did not return") || !strings.Contains(err.Error(), "TestReaderAtInABubble") {
			t.Errorf("TestReaderAt on a reader that hangs = %v; want its stack", err)
		}
		close(never)
	})
}

// Objects of any size, the empty one included.
func TestReaderAtOnSmallObjects(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 100, 4096} {
		content := makeContent(n)
		if err := TestReaderAt(bytes.NewReader(content), content); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// A report has all that a person needs.
func TestReport(t *testing.T) {
	impatient(t)
	t.Setenv(seedVariable, "42")
	err := Check(mutants()[0].newReader)
	v, ok := errors.AsType[*Violation](err)
	if !ok {
		t.Fatalf("Check = %v; want a Violation", err)
	}
	const want = `readeratest: no-shared-position: what a call returns does not depend on the calls before it [io.ReaderAt]
	1. ReadAt(8 bytes, 0) = 8, <nil>
	2. ReadAt(5 bytes, 0) = 5, <nil>
	3. ReadAt(7 bytes, 13) = 7, <nil>
	got:  ReadAt(7 bytes, 13) = 7, <nil> with wrong bytes from 13 on: they are those of offset 5
	want: bytes 13-19 of the object
	repeat with READERATEST_SEED=42`
	if got := v.Error(); got != want {
		t.Errorf("the report is\n%s\nwant\n%s", got, want)
	}
}

// A reader that panics, or ends its goroutine, is a finding with a stack and not
// the end of the test.
func TestPanicIsReported(t *testing.T) {
	content := makeContent(5000)
	for want, f := range map[string]func(){
		"panic: out of cheese": func() { panic("out of cheese") },
		"runtime.Goexit":       runtime.Goexit,
	} {
		err := TestReaderAt(readFunc(func(p []byte, off int64) (int, error) {
			f()
			return 0, io.EOF
		}), content)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("TestReaderAt = %.200v; want %s", err, want)
		}
	}
}

// The seed decides what is random, for each rule by itself: one run alone does
// what it did among the others.
func TestSeedRepeats(t *testing.T) {
	draw := func(r rule, seed uint64) uint64 { return newSession(r, settings{seed: seed}).rnd.Uint64() }
	first := draw(rules[0], 7)
	if again := draw(rules[0], 7); again != first {
		t.Errorf("the same seed draws %d and %d", first, again)
	}
	if draw(rules[1], 7) == first || draw(rules[0], 8) == first {
		t.Error("another rule, or another seed, draws the same")
	}
}

// A reader that is wrong in every call is not blamed for depending on those
// before.
func TestPositionIsToldFromWrongBytes(t *testing.T) {
	for _, s := range bytesMutants {
		session := newSession(ruleNamed("no-shared-position"), settings{seed: 1, patience: patience})
		session.newReader = s.newReader
		session.check(session)
		if err := session.result(); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for name, values := range map[string][]string{
		seedVariable:     {"x", "-1", "1e3"},
		patienceVariable: {"10", "0s", "-1s", "long"},
	} {
		for _, value := range values {
			t.Setenv(name, value)
			if err := Check(nil); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%q: Check = %v; want an error that names it", name, value, err)
			}
		}
		t.Setenv(name, "")
	}
}

// A constructor that fails is not a reader that is wrong.
func TestNewReaderFails(t *testing.T) {
	want := errors.New("no reader today")
	err := Check(func(Source) (io.ReaderAt, error) { return nil, want })
	if _, ok := errors.AsType[*Violation](err); ok || !errors.Is(err, want) {
		t.Errorf("Check = %v; want %v", err, want)
	}
}

// Every reader that can be closed is, whatever the rule: a file each would soon
// be too many.
func TestReadersAreClosed(t *testing.T) {
	opened, closed := 0, 0
	err := Check(func(src Source) (io.ReaderAt, error) {
		opened++
		r := stateless(src)
		var once sync.Once
		return closable{r.readFunc, func() error { once.Do(func() { closed++ }); return r.shut() }}, nil
	})
	if err != nil || closed != opened {
		t.Errorf("%d of %d readers closed, %v; want all", closed, opened, err)
	}
}

// The whole suite on readers that need no source, and that do: the figure to
// look at is the time of one Check, with -race.
func BenchmarkCheck(b *testing.B) {
	for _, c := range correctReaders {
		if c.name == "os.File" {
			continue // its time is the file system's
		}
		b.Run("reader="+strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				if err := Check(newReader(b, c)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
