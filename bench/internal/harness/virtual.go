package harness

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"readeratbench/bench/internal/bubble"
	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/locks"
	"readeratbench/bench/internal/profile"
	"readeratbench/bench/internal/simnet"
)

// virtual is a network in virtual time; make and use it inside a bubble.
type virtual struct {
	*simnet.Host
	net *simnet.Network
}

var _ network = (*virtual)(nil)

// inVirtual builds a world around the objects on a simulated network, in a bubble of
// its own, and calls f there.
func inVirtual(p profile.Profile, objects []content.Content, f func(*World) error) error {
	var made atomic.Pointer[simnet.Network] // in the bubble, for the watchdog outside of it
	events := func() int64 {
		if n := made.Load(); n != nil {
			return n.Events()
		}
		return -1
	}
	var garbage bubble.Collector
	return bubble.Run(events, func() error {
		n := simnet.New(simnet.Config{
			RTT: p.RTT, ConnRate: p.ConnRate, NICRate: p.NICRate, ConnRateUp: p.ConnRateUp, NICRateUp: p.NICRateUp, Window: p.Window,
			InitialWindow: p.InitialWindow, IdleTimeout: p.IdleTimeout,
			Rest: garbage.Rest,
		})
		made.Store(n)
		return inWorld(p, &virtual{n.Host(), n}, objects, f)
	})
}

func (v *virtual) listen() (net.Listener, error) { return v.net.Listen("s3.simnet:443") }
func (v *virtual) endpoint() string              { return "https://s3.simnet" }

func (v *virtual) admit(next http.RoundTripper) http.RoundTripper {
	return &admission{net: v.net, next: next}
}

// connKey is the context key of the connection a request came on.
type connKey struct{}

func (v *virtual) connContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c.(*simnet.Conn).Key())
}

// storeSleep is the store's clock: of the connections that wait for the same
// instant, one at a time, in the order they were opened.
func (v *virtual) storeSleep(ctx context.Context, d time.Duration) error {
	return v.net.Sleep(ctx, ctx.Value(connKey{}).(uint64), d)
}

func (v *virtual) hangUps() int64 { return v.net.HangUps() }

func (v *virtual) settle() { time.Sleep(v.net.RTT() + time.Millisecond) }

func (v *virtual) newLocker() sync.Locker  { return locks.NewVirtualFair(v.net) }
func (v *virtual) newBarging() sync.Locker { return locks.NewBarging(v.net) }

// admission starts requests one at a time, those of one instant in the order of
// what they ask for and not of the goroutines that ask. Without it, the order of
// goroutines that become runnable together would decide which request gets the
// idle connection, or its bytes first.
type admission struct {
	net  *simnet.Network
	next http.RoundTripper
}

// admissionDelay is long enough that a connection whose reply has just been read
// is back among the idle ones before the next request looks for one.
const admissionDelay = time.Microsecond

// RoundTrip implements http.RoundTripper.
func (a *admission) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := a.net.Sleep(r.Context(), fakes3.RequestKey(r), admissionDelay); err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	// What the SDK takes from the machine, so that a request has as many bytes on
	// any other: Go's version and system in User-Agent, a trace from the environment.
	r = r.WithContext(r.Context()) // a copy, whose Header is ours to replace
	r.Header = r.Header.Clone()
	if r.Header == nil {
		r.Header = make(http.Header)
	}
	r.Header.Set("User-Agent", "readeratbench")
	r.Header.Del("X-Amzn-Trace-Id")
	return a.next.RoundTrip(r)
}
