package bubble

import (
	"runtime"
	"runtime/metrics"
)

// A Collector collects garbage while no goroutine of the bubble runs. By itself the
// runtime's collector starts at any time and takes the only processor from the
// running goroutine, which then continues after others of the same instant: the
// order of requests for a lock would depend on how much was allocated before. The
// zero value is ready for use. It is not safe for concurrent use.
type Collector struct {
	calls   int
	due     uint64 // bytes allocated by the process until then
	samples [2]metrics.Sample
}

const (
	// leastGarbage is two thirds of the least heap at which the runtime's collector
	// starts by itself, 4 MiB with GOGC=100.
	leastGarbage = 4 << 20 * collectorPercent / 100 * 2 / 3
	// callsPerCheck: between so many calls, less is allocated than leastGarbage leaves.
	callsPerCheck = 64
)

// Rest is called whenever all goroutines of the bubble wait.
func (c *Collector) Rest() {
	if c.calls++; c.calls%callsPerCheck != 1 {
		return
	}
	c.samples[0].Name, c.samples[1].Name = "/gc/heap/allocs:bytes", "/gc/heap/live:bytes"
	metrics.Read(c.samples[:])
	allocated := c.samples[0].Value.Uint64()
	if allocated < c.due {
		return
	}
	runtime.GC()
	metrics.Read(c.samples[:])
	c.due = allocated + max(leastGarbage, c.samples[1].Value.Uint64())
}
