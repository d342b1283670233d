package harness

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// network is where a scenario runs: simulated, in virtual time, or real TCP and TLS
// on the real clock. One serves one scenario.
type network interface {
	// listen starts the store's end, endpoint is its URL then.
	listen() (net.Listener, error)
	endpoint() string

	// The client's end: dials for http.Transport, and how many there were.
	DialContext(ctx context.Context, network, addr string) (net.Conn, error)
	DialTLSContext(ctx context.Context, network, addr string) (net.Conn, error)
	Dials() int64
	Open() int64

	// hangUps is how many connections were closed because nothing moved on them.
	hangUps() int64

	// admit puts before the client's transport what the network needs there.
	admit(http.RoundTripper) http.RoundTripper
	// connContext prepares a connection's context for storeSleep, by which the
	// store waits before it answers.
	connContext(context.Context, net.Conn) context.Context
	storeSleep(context.Context, time.Duration) error

	// settle waits until what has been closed is closed at the other end as well.
	settle()

	newLocker() sync.Locker
}
