package readeratest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// violations flattens what the suite returns.
func violations(err error) (all []*Violation) {
	if v, ok := err.(*Violation); ok {
		return []*Violation{v}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, violations(e)...)
		}
	}
	return all
}

// countPatience adds up the patience that is lost, in units of a whole one: time
// itself would tell more about the machine.
func countPatience(t *testing.T) *float64 {
	spent := new(float64)
	outOfPatience = func(lost time.Duration) { *spent += float64(lost) / float64(patience) }
	t.Cleanup(func() { outOfPatience = nil })
	return spent
}

// hanging makes readers that are right except where they hang, until the test
// is over.
func hanging(t *testing.T, hangs func(n int, off, size int64) bool) func(Source) (io.ReaderAt, error) {
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	return func(src Source) (io.ReaderAt, error) {
		r := stateless(src)
		return closable{func(p []byte, off int64) (int, error) {
			if hangs(len(p), off, src.Size()) {
				<-never
			}
			return r.ReadAt(p, off)
		}, func() error {
			if hangs(-1, -1, src.Size()) {
				<-never
			}
			return r.shut()
		}}, nil
	}
}

var hangingReaders = []struct {
	name  string
	hangs func(n int, off, size int64) bool
	least int // rules that must be broken
}{
	{"always", func(n int, _, _ int64) bool { return n >= 0 }, 20},
	{"at the end", func(n int, off, size int64) bool { return off >= size }, 2},
	{"long reads", func(n int, _, _ int64) bool { return n > 35_000 }, 2},
	{"in Close", func(n int, _, _ int64) bool { return n < 0 }, len(rules)},
}

// A reader that hangs costs a few patiences and not one a call: go test's own
// timeout, which tells nothing, must not come first.
func TestHangsAreReportedInTime(t *testing.T) {
	impatient(t)
	for _, c := range hangingReaders {
		t.Run(c.name, func(t *testing.T) {
			spent := countPatience(t)
			err := Check(hanging(t, c.hangs))
			if *spent > 4 {
				t.Errorf("%.1f x patience was spent; want at most 4", *spent)
			}
			perRule := make(map[string]int)
			for _, v := range violations(err) {
				perRule[v.Rule]++
				if !strings.Contains(v.Got, "did not return") || !strings.Contains(v.Got, "hang_test.go:") {
					t.Errorf("got %s; want a hang, and where", v.Got)
				}
			}
			for rule, n := range perRule {
				if n > 1 {
					t.Errorf("%s is broken %d times; want once: the first hang ends a rule", rule, n)
				}
			}
			if len(perRule) < c.least {
				t.Errorf("%d rules broken; want %d or more", len(perRule), c.least)
			}
			if n := len(err.Error()); n > 200<<10 {
				t.Errorf("the report has %d bytes; want at most 200 kB", n)
			}
		})
	}
}

// There is only one reader in a black box: its first hang is the end.
func TestReaderAtStopsAtTheFirstHang(t *testing.T) {
	impatient(t)
	content := makeContent(contentSize)
	for _, c := range hangingReaders {
		spent := countPatience(t)
		never := make(chan struct{})
		r := bytes.NewReader(content)
		err := TestReaderAt(readFunc(func(p []byte, off int64) (int, error) {
			if c.hangs(len(p), off, r.Size()) {
				<-never
			}
			return r.ReadAt(p, off)
		}), content)
		close(never)
		want := 1
		if c.name == "in Close" {
			want = 0 // which is not called
		}
		if n := len(violations(err)); n != want || *spent != float64(want) {
			t.Errorf("%s: %d violations in %.1f x patience; want %d of each", c.name, n, *spent, want)
		}
	}
}

// However often a rule is broken, the report is of use to a person.
func TestViolationsAreBounded(t *testing.T) {
	s := newSession(rules[0], settings{seed: 1, patience: patience})
	for range 10 {
		s.violate(nil, "", "")
	}
	if len(s.found) != maxPerRule {
		t.Errorf("%d violations; want %d", len(s.found), maxPerRule)
	}
}

// retrying makes readers that take no error for an answer.
func retrying(src Source) (io.ReaderAt, error) {
	return inside(src, func(p []byte, off int64) (int, error) {
		for {
			stream, err := src.Open(context.Background(), off, int64(len(p)))
			if err != nil {
				continue
			}
			n, err := fill(stream, p)
			stream.Close()
			if err == nil {
				return n, nil
			}
		}
	}), nil
}

// A source that is asked again and again is no sign of life.
func TestRetryingForeverIsAHang(t *testing.T) {
	impatient(t)
	for name, how := range map[string]script{
		"Open": {failOpens: math.MaxInt},
		"Read": {breaks: math.MaxInt, breakWith: errBroken},
	} {
		for _, held := range []bool{false, true} {
			s := newSession(rules[0], settings{seed: 1, patience: patience})
			s.newReader = retrying
			s.try(how, func(tr *trial) {
				if held { // as the stepper waits
					tr.src.hold(false)
					c := tr.start(newRead(8, 0))
					tr.src.openGates()
					tr.stand(c)
					tr.await(c)
				} else {
					tr.read(8, 0)
				}
			})
			if err := s.result(); err == nil || !strings.Contains(err.Error(), "did not return") {
				t.Errorf("%s fails for ever: %v; want a hang", name, err)
			}
		}
	}
}

// Faults that pass are what retries are for: such a reader breaks the one rule in
// which they do not, and nothing of it is left spinning when a trial is over.
func TestRetryingReaderIsJudged(t *testing.T) {
	impatient(t)
	patience *= 10 // one rule hangs; those after it, in a tenth of that, must not
	var inside atomic.Int64
	within(t, func() {
		err := Check(func(src Source) (io.ReaderAt, error) {
			r, err := retrying(src)
			return readFunc(func(p []byte, off int64) (int, error) {
				inside.Add(1)
				defer inside.Add(-1)
				return r.ReadAt(p, off)
			}), err
		})
		if got := brokenRules(err); !slices.Equal(got, []string{"survives-open-error"}) {
			t.Errorf("%v are broken; want survives-open-error", got)
		}
		// The end of a trial lets the calls that are left succeed; each returns on a
		// goroutine of its own, after Check as likely as before.
		for inside.Load() > 0 {
			time.Sleep(time.Millisecond)
		}
	})
}

// stubborn reads on from a stream that is broken.
func TestReadingOnForeverIsAHang(t *testing.T) {
	impatient(t)
	stubborn := func(src Source) (io.ReaderAt, error) {
		return exact(src, func(stream io.Reader, p []byte) (n int, err error) {
			for n < len(p) && !errors.Is(err, io.EOF) {
				var m int
				m, err = stream.Read(p[n:])
				n += m
			}
			return n, nil
		}), nil
	}
	spent := countPatience(t)
	within(t, func() {
		if got := brokenRules(Check(stubborn)); len(got) == 0 || *spent < 1 || *spent > 4 {
			t.Errorf("%v are broken, in %.1f x patience; want a hang, in 1 to 4", got, *spent)
		}
	})
}

// A reader that polls the source beside all calls never lets it come to rest. That is
// no fault, and no reason for Check to wait. (With all the patience there is: pollers of
// many trials keep the processors busy, and the reader is right.)
func TestPollingInTheBackgroundIsSurvived(t *testing.T) {
	done := make(chan struct{})
	defer close(done)
	within(t, func() {
		if err := Check(func(src Source) (io.ReaderAt, error) {
			go func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					if stream, err := src.Open(context.Background(), 0, 0); err == nil {
						stream.Close()
					}
				}
			}()
			return stateless(src), nil
		}); err != nil {
			t.Error(err)
		}
	})
}

// within fails the test rather than to let it run into go test's timeout.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

// The same seed gives the same text, whatever goroutines and memory it meets.
func TestReportsRepeat(t *testing.T) {
	impatient(t)
	t.Setenv(seedVariable, "42")
	content := makeContent(5000)
	never := make(chan struct{})
	defer close(never)
	for name, read := range map[string]func(p []byte, off int64) (int, error){
		"panics": func(p []byte, _ int64) (int, error) { panic(p[:1:1]) },
		"points": func(p []byte, _ int64) (int, error) { panic(&p[0]) },
		"hangs":  func([]byte, int64) (int, error) { <-never; return 0, io.EOF },
	} {
		first := TestReaderAt(readFunc(read), content).Error()
		ready := make(chan struct{})
		go func() { close(ready); <-never }() // so that ids differ
		<-ready
		if again := TestReaderAt(readFunc(read), content).Error(); again != first {
			t.Errorf("%s: the report is\n%s\nand the next time\n%s", name, first, again)
		}
	}
	hang := hanging(t, hangingReaders[0].hangs)
	first, again := Check(hang).Error(), Check(hang).Error()
	a, b := strings.Split(first, "\n"), strings.Split(again, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("line %d of Check's report is %q, and the next time %q", i, a[i], b[i])
		}
	}
	if first != again {
		t.Errorf("Check reports %d lines, and the next time %d", len(a), len(b))
	}
}

func TestRepeatableStack(t *testing.T) {
	const stack = `goroutine 123 [chan receive (durable), 2 minutes, synctest bubble 7]:
a/b.(*r).ReadAt(0xc000012345?, {0xc0000a, 0x8, 0x8}, 0x1f)
	/src/b.go:12 +0x1f
a/b.inlined(...)
	/src/b.go:13
created by a/b.f in goroutine 7
	/src/b.go:14 +0x5c`
	const want = `goroutine [chan receive (durable)]:
a/b.(*r).ReadAt(...)
	/src/b.go:12
a/b.inlined(...)
	/src/b.go:13
created by a/b.f
	/src/b.go:14`
	if got := repeatable(stack); got != want {
		t.Errorf("repeatable = %s\nwant %s", got, want)
	}
}
