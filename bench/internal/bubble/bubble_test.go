package bubble

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func still() int64 { return 0 }

// TestRunReturns is the canary for what the testing package does not document and
// this package relies on: a zero T opens a bubble, time is virtual in it, and the
// scenario's error is returned.
func TestRunReturns(t *testing.T) {
	want := errors.New("the scenario's")
	start := time.Now()
	var virtual time.Duration
	err := Run(still, func() error {
		t0 := time.Now()
		time.Sleep(time.Hour)
		virtual = time.Since(t0)
		return want
	})
	if err != want || virtual != time.Hour {
		t.Errorf("Run = %v after %v of virtual time; want %v after 1h", err, virtual, want)
	}
	if real := time.Since(start); real > time.Minute {
		t.Errorf("an hour of virtual time took %v", real)
	}
	if err := Run(still, func() error { return nil }); err != nil {
		t.Errorf("Run of a scenario without error = %v", err)
	}
}

func TestRunReportsWhatWentWrong(t *testing.T) {
	for _, c := range []struct {
		name, want string
		f          func() error
	}{
		{"panic", "panicked: boom", func() error { panic("boom") }},
		{"Goexit", "did not finish", func() error { runtime.Goexit(); return nil }},
		{"deadlock", "waitForEver", func() error { waitForEver(); return nil }},
		{"error and goroutine left behind", "the scenario's", func() error {
			go func() { <-make(chan int) }()
			return errors.New("the scenario's")
		}},
		{"goroutine left behind", "waitForEver", func() error { go waitForEver(); return nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := runtime.GOMAXPROCS(0)
			err := Run(still, c.f)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Run = %v; want an error that says %q", err, c.want)
			}
			if now := runtime.GOMAXPROCS(0); now != before {
				t.Errorf("GOMAXPROCS = %d after Run; want %d as before", now, before)
			}
		})
	}
}

// A mutex held across a wait, with another goroutine waiting for it, stops
// virtual time: the watchdog must say so, and name the goroutine that waits.
func TestRunReportsAHang(t *testing.T) {
	release := make(chan struct{}) // made outside: waiting for it is not durable
	t.Cleanup(func() { close(release) })
	err := run(100*time.Millisecond, still, func() error {
		var mu sync.Mutex
		mu.Lock()
		go waitForLock(&mu)
		<-release
		mu.Unlock()
		return nil
	})
	if !errors.Is(err, ErrHung) {
		t.Fatalf("Run = %v; want ErrHung", err)
	}
	for _, want := range []string{"WithLocker", "Locked", "sync.Mutex in readeratbench/bench/internal/bubble.waitForLock,"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not mention %q:\n%v", want, err)
		}
	}
}

func waitForEver() { <-make(chan int) }

func waitForLock(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
}

// Of several bubbles' goroutines, only those of this one that keep time from
// advancing are reported.
func TestRunningGoroutinesAreReported(t *testing.T) {
	const dump = "goroutine 1 [select (durable), synctest bubble 1]:\na\n\n" +
		"goroutine 2 [sync.Mutex.Lock, synctest bubble 1]:\nb\n\n" +
		"goroutine 4 [sync.Mutex.Lock, 2 minutes, synctest bubble 12]:\nd\n\n" +
		"goroutine 3 [running]:\nc"
	if got, want := strings.Join(running(goroutines(dump, "synctest bubble 1")), "\n\n"), "goroutine 2 [sync.Mutex.Lock, synctest bubble 1]:\nb"; got != want {
		t.Errorf("running = %q; want %q", got, want)
	}
	const idle = "goroutine 1 [select (durable), synctest bubble 1]:\na"
	if got := strings.Join(running(goroutines(idle, "synctest bubble 1")), "\n\n"); got != idle {
		t.Errorf("running = %q where none is; want all, %q", got, idle)
	}
}

// The cause is what the stacks show: a lock of the reader's is told from one of
// net/http's, and both from what is no lock.
func TestCauseIsWhatTheStacksShow(t *testing.T) {
	const stack = "goroutine 7 [sync.Mutex.Lock, synctest bubble 1]:\n" +
		"internal/sync.runtime_SemacquireMutex(0x1, 0x2, 0x3)\n\t/go/src/runtime/sema.go:95 +0x25\n" +
		"internal/sync.(*Mutex).lockSlow(0xc0)\n\t/go/src/internal/sync/mutex.go:149 +0x15d\n" +
		"internal/sync.(*Mutex).Lock(...)\n\t/go/src/internal/sync/mutex.go:70\n" +
		"sync.(*Mutex).Lock(...)\n\t/go/src/sync/mutex.go:46\n" +
		"CALLER(0xc0001)\n\t/somewhere.go:1 +0x1\n"
	for _, c := range []struct{ stack, says string }{
		{strings.Replace(stack, "CALLER", "example.com/mine.(*Reader).ReadAt", 1), "sync.Mutex in example.com/mine.(*Reader).ReadAt, which another one holds"},
		{strings.Replace(stack, "CALLER", "net/http.(*Transport).queueForDial", 1), "net/http's own, in net/http.(*Transport).queueForDial,"},
		{"goroutine 7 [running, synctest bubble 1]:\nmain.spin()\n\t/x.go:1\n", "A goroutine spins"},
	} {
		if got := cause([]string{c.stack}); !strings.Contains(got, c.says) || strings.Contains(got, "in real time") {
			t.Errorf("cause = %q; want %q", got, c.says)
		}
	}
}
