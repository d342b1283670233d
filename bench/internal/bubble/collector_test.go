package bubble

import (
	"runtime"
	"testing"
)

// Rule: garbage is collected when Rest is called and at no other time, and often
// enough.
func TestCollectorRunsWhenCalled(t *testing.T) {
	var before, after runtime.MemStats
	err := Run(func() int64 { return 0 }, func() error {
		var c Collector
		var garbage []byte
		runtime.ReadMemStats(&before)
		for range 4096 { // 256 MiB
			for range callsPerCheck {
				garbage = append(garbage[:0:0], make([]byte, 1<<10)...)
				c.Rest()
			}
		}
		runtime.ReadMemStats(&after)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	collected, called := after.NumGC-before.NumGC, after.NumForcedGC-before.NumForcedGC
	if collected != called || called < 5 {
		t.Errorf("collected %d times, when called %d times; want as often, and 5 times at least", collected, called)
	}
	if peak := after.HeapSys; peak > 1<<30 {
		t.Errorf("%d bytes of heap for nothing but garbage", peak)
	}
}
