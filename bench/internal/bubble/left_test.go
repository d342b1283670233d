package bubble

import (
	"testing"
	"testing/synctest"
)

func waitFor(c chan struct{}) { <-c }

// A goroutine is seen while it is there, and not after its end.
func TestGoroutines(t *testing.T) {
	err := Run(still, func() error {
		release := make(chan struct{})
		go waitFor(release)
		synctest.Wait()
		if n := len(Goroutines("bubble.waitFor(")); n != 1 {
			t.Errorf("%d goroutines wait; want 1", n)
		}
		close(release)
		synctest.Wait()
		if n := len(Goroutines("bubble.waitFor(")); n != 0 {
			t.Errorf("%d goroutines wait after their end; want 0", n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
