package strategies

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A stream at rest keeps no timer going, or a bubble would never be seen to stand
// still; the next Read starts it again, and Close stops it.
func TestClockRestsWithTheStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := FromOpen(10, func(off int64) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("0123456789"[off:])), nil
		})
		s, _, err := openTimed(t.Context(), src, 0, -1, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if n, err := s.Read(make([]byte, 3)); n != 3 || err != nil {
				t.Errorf("Read = %d, %v; want 3, nil", n, err)
			}
			if !running(s) {
				t.Error("no timer after a Read; want the one of the stream")
			}
			time.Sleep(time.Hour)
			if running(s) {
				t.Error("the timer still runs after an hour's rest")
			}
		}
		s.Read(make([]byte, 1)) // starts the timer
		s.Close()
		if s.timer.Stop() {
			t.Error("the timer runs after Close")
		}
	})
}

func running(t *timed) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.running
}
