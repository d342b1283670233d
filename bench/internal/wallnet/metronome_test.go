package wallnet

import (
	"bytes"
	"runtime"
	"testing"
)

// Rule: the metronome runs until it is stopped, and not longer.
func TestMetronomeStops(t *testing.T) {
	running := func() bool {
		stacks := make([]byte, 1<<20)
		return bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("wallnet.Metronome.func"))
	}
	stop := Metronome()
	for !running() { // until the scheduler has come to it
		runtime.Gosched()
	}
	stop()
	if running() {
		t.Error("a metronome after its stop")
	}
}
