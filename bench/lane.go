package bench

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/simnet"
)

// lane is where a scenario runs: on a simulated network in virtual time, or over
// real TCP and TLS on the real clock. A lane serves one scenario.
type lane interface {
	// listen starts the store's end of the network, endpoint is its URL then.
	listen() (net.Listener, error)
	endpoint() string

	// The client's end: dials for http.Transport, and how many there were.
	DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	DialTLSContext(ctx context.Context, network, addr string) (net.Conn, error)
	Dials() int64
	Open() int64

	// hangUps is how many connections were closed because nothing moved on them.
	hangUps() int64

	// admit puts before the client's transport what the lane needs there.
	admit(http.RoundTripper) http.RoundTripper
	// connContext prepares a connection's context for storeSleep, by which the
	// store waits before it answers.
	connContext(context.Context, net.Conn) context.Context
	storeSleep(context.Context, time.Duration) error

	// settle waits until what has been closed is closed at the other end as well.
	settle()

	newLocker() sync.Locker
}

// virtualLane is a lane in virtual time; make and use it inside a bubble.
type virtualLane struct {
	*simnet.Host
	net *simnet.Network
}

var _ lane = (*virtualLane)(nil)

func newVirtualLane(n *simnet.Network) *virtualLane { return &virtualLane{n.Host(), n} }

func (v *virtualLane) listen() (net.Listener, error) { return v.net.Listen("s3.simnet:443") }
func (v *virtualLane) endpoint() string              { return "https://s3.simnet" }

func (v *virtualLane) admit(next http.RoundTripper) http.RoundTripper {
	return &admission{net: v.net, next: next}
}

// connKey is the context key of the connection a request came on.
type connKey struct{}

func (v *virtualLane) connContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c.(*simnet.Conn).Key())
}

// storeSleep is the store's clock: of the connections that wait for the same
// instant, one at a time, in the order they were opened.
func (v *virtualLane) storeSleep(ctx context.Context, d time.Duration) error {
	return v.net.Sleep(ctx, ctx.Value(connKey{}).(uint64), d)
}

func (v *virtualLane) hangUps() int64 { return v.net.HangUps() }

func (v *virtualLane) settle() { time.Sleep(v.net.RTT() + time.Millisecond) }

func (v *virtualLane) newLocker() sync.Locker { return newVirtualFairLock(v.net) }

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
