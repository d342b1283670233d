package bench

import (
	"sync/atomic"

	"readeratbench/bench/internal/simnet"
)

// progress lets the watchdog outside of a bubble see the network inside it move.
type progress struct {
	net atomic.Pointer[simnet.Network]
}

func (p *progress) of(n *simnet.Network) { p.net.Store(n) }

func (p *progress) count() int64 {
	if n := p.net.Load(); n != nil {
		return n.Events()
	}
	return -1
}
