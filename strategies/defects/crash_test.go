package defects_test

import (
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// What the AWS SDK's manager.Uploader does: parts of 5 MiB, one for each of its 5
// workers, read in calls of net/http's copy buffer.
const (
	crashWorkers = 5
	crashPart    = 5 << 20
	crashCall    = 32 << 10
)

// The crash of moby/buildkit #6674, by chance as it came there: TestNilPointerCrash
// has the one order of calls that leads to it.
func TestCrashUnderConcurrentReads(t *testing.T) {
	if raceEnabled {
		t.Skip("a data race by nature: the race detector ends the test first")
	}
	const attempts = 1000
	src := source{make([]byte, crashWorkers*crashPart), segments}
	for attempt := 1; attempt <= attempts; attempt++ {
		if crash := uploadParts(t, src); crash != "" {
			t.Logf("Upload %d by %d goroutines, %d KiB a call, crashed: %s. One goroutine had set the stream to nil while another read from it.",
				attempt, crashWorkers, crashCall>>10, crash)
			return
		}
	}
	t.Errorf("no nil pointer panic in %d uploads by %d goroutines; want one", attempts, crashWorkers)
}

// segments makes streams deliver what a segment of the network has, so that a call
// takes several Reads.
func segments(r io.Reader) io.Reader {
	runtime.Gosched() // a request is never answered at once
	return segment{r}
}

type segment struct{ io.Reader }

func (s segment) Read(p []byte) (int, error) {
	runtime.Gosched()
	return s.Reader.Read(p[:min(len(p), 1448)])
}

// uploadParts reads src once, a part a goroutine, and returns a nil pointer panic
// of one of them, or "".
func uploadParts(t *testing.T, src strategies.Source) (crash string) {
	r := defects.NewUnsynchronised(src)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for i := range int64(crashWorkers) {
		workers.Go(func() {
			defer func() {
				p := recover()
				err, ok := p.(runtime.Error)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case p != nil && !ok:
					t.Errorf("panic: %v; want none but runtime errors", p)
				case ok && strings.Contains(err.Error(), "nil pointer"):
					crash = err.Error()
				} // other runtime errors are other consequences of the same race
			}()
			part := io.NewSectionReader(r, i*crashPart, crashPart)
			// The copy may end early: this is not about right bytes.
			_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, part, make([]byte, crashCall))
		})
	}
	workers.Wait()
	return crash
}
