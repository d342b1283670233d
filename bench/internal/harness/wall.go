package harness

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/latency"
	"readeratbench/bench/internal/locks"
	"readeratbench/bench/internal/profile"
	"readeratbench/bench/internal/wallnet"
)

// wall is a network over real TCP and TLS on loopback, on the real clock. What
// the network takes is put in where it can be: round trips of a handshake at the
// dial, those of a request at the store, rates and slow start at the connections.
type wall struct {
	*wallnet.Network
	rtt time.Duration
	url string
}

var _ network = (*wall)(nil)

// inWall builds a world around the objects over loopback and calls f there.
func inWall(p profile.Profile, objects []content.Content, f func(*World) error) error {
	if p.ConnRateUp != 0 || p.NICRateUp != 0 {
		return fmt.Errorf("bench: profile %s: connRate.up and nicRate.up are of the simulated network; measure in virtual time", p.Name)
	}
	n, err := wallnet.New(wallnet.Config{
		RTT: p.RTT, ConnRate: p.ConnRate, NICRate: p.NICRate, Window: p.Window, InitialWindow: p.InitialWindow,
	})
	if err != nil {
		return err
	}
	defer wallnet.Metronome()()
	return inWorld(p, &wall{Network: n, rtt: p.RTT}, objects, f)
}

func (w *wall) listen() (net.Listener, error) {
	l, err := w.Network.Listen()
	if err != nil {
		return nil, err
	}
	w.url = "https://" + l.Addr().String()
	return l, nil
}

func (w *wall) endpoint() string { return w.url }

func (w *wall) admit(next http.RoundTripper) http.RoundTripper { return next }

func (w *wall) connContext(ctx context.Context, _ net.Conn) context.Context { return ctx }

// hangUps is none: idle connections stay open here.
func (w *wall) hangUps() int64 { return 0 }

// storeSleep adds the round trip that request and reply spend on the way.
func (w *wall) storeSleep(ctx context.Context, d time.Duration) error {
	return latency.Sleep(ctx, d+w.rtt)
}

// settle waits for net/http's goroutines, which close connections in their own
// time; in vain if the reader leaks streams.
func (w *wall) settle() {
	for range 200 {
		if w.Open() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// newLocker is the lock of virtual time, so that the two differ in nothing
// but the network. It works outside of a bubble as well.
func (w *wall) newLocker() sync.Locker { return locks.NewFair() }
