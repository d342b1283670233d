package bench

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/bench/internal/bubble"
	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/simnet"
	"readeratbench/strategies/s3source"
)

// World is what a reader under test may use: the measured client and where the
// object is. Everything in it lives in the bubble and on the simulated network;
// it is valid until the upload has ended.
type World struct {
	S3       *s3.Client   // the client that uploads, too; its connections are counted
	HTTP     *http.Client // the same transport, for readers that bring their own S3 or HTTP calls
	Endpoint string       // base URL of the store; path-style: Endpoint/Bucket/Key. Any credentials do
	Bucket   string       // where the source object is
	Key      string
	Size     int64 // of the source object, in bytes

	// NewLocker makes a lock that may be held across I/O in virtual time, where
	// waiting for a sync.Mutex stops the clock. First come, first served.
	NewLocker func() sync.Locker
}

const (
	storeAddr = "s3.simnet:443"
	endpoint  = "https://s3.simnet"
	bucket    = "cache"
	sourceKey = "source"
	destKey   = "destination"
)

// world is a World with what the harness keeps for itself.
type world struct {
	World
	net       *simnet.Network
	host      *simnet.Host
	store     *fakes3.Store
	server    *http.Server
	served    chan struct{} // closed when the server has stopped
	transport *http.Transport
	content   content.Content
	rtt       time.Duration
}

// inWorld builds a world around c in a bubble of its own and calls f there.
func inWorld(p Profile, c content.Content, f func(*world) error) error {
	var events progress // of a network made in the bubble, seen from outside
	return bubble.Run(events.count, func() (err error) {
		net := simnet.New(simnet.Config{RTT: p.RTT, ConnRate: p.ConnRate, NICRate: p.NICRate, Window: p.Window})
		events.of(net)
		w, err := newWorld(p, net, c)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, w.close()) }()
		return f(w)
	})
}

// newWorld must be called in the bubble, and its world closed there.
func newWorld(p Profile, net *simnet.Network, c content.Content) (*world, error) {
	w := &world{net: net, host: net.Host(), content: c, rtt: p.RTT, served: make(chan struct{})}
	w.store = fakes3.New(fakes3.Options{
		Latency: fakes3.Latency{GetFirstByte: p.GetFirstByte, Control: p.Control, PutAck: p.PutAck},
		Sleep:   w.sleep,
	})
	w.store.PutSource(bucket, sourceKey, c)
	l, err := net.Listen(storeAddr)
	if err != nil {
		return nil, err
	}
	w.server = w.store.NewServer()
	w.server.ConnContext = w.connContext
	go func() {
		defer close(w.served)
		_ = w.server.Serve(l) // always an error; after Close, http.ErrServerClosed
	}()
	w.transport = newTransport(w.host)
	w.HTTP = &http.Client{Transport: &admission{net: net, next: w.transport}}
	w.S3 = newClient(w.HTTP)
	w.Endpoint, w.Bucket, w.Key, w.Size = endpoint, bucket, sourceKey, c.Size()
	w.NewLocker = newFairLock
	return w, nil
}

// source is the object under test. Its size and ETag are known from the set-up,
// so that the measured client starts without a connection.
func (w *world) source() *s3source.Source {
	object, _ := w.store.Uploaded(bucket, sourceKey) // put there by newWorld
	return s3source.New(w.S3, bucket, sourceKey, object.Size(), object.ETag())
}

// settle closes the client's idle connections and waits until every close has
// reached the store, so that the counters are final.
func (w *world) settle() {
	w.transport.CloseIdleConnections()
	time.Sleep(w.rtt + time.Millisecond)
}

// close stops the store and lets the client notice: time stands still once the
// scenario has returned.
func (w *world) close() error {
	err := w.server.Close()
	<-w.served
	w.settle()
	return err
}

// newTransport is the SDK's own, with the simulated dials in the place of the
// real ones, and no proxy.
func newTransport(h *simnet.Host) *http.Transport {
	t := awshttp.NewBuildableClient().GetTransport()
	t.Proxy = nil
	t.DialContext = h.DialContext
	t.DialTLSContext = h.DialTLSContext
	return t
}

// newClient sets what a run must not take from the machine (region, credentials)
// or from chance (the jitter of retries; the delays are chosen, no sound reader
// causes a retry).
func newClient(h *http.Client) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint:               aws.String(endpoint),
		UsePathStyle:               true,
		Region:                     "us-east-1",
		Credentials:                credentials.NewStaticCredentialsProvider("id", "secret", ""),
		HTTPClient:                 h,
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
				return 100 * time.Millisecond << attempt, nil
			})
		}),
	})
}

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
	if err := a.net.Sleep(r.Context(), requestKey(r), admissionDelay); err != nil {
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

// requestKey is a hash of what a request asks for.
func requestKey(r *http.Request) uint64 {
	h := fnv.New64a()
	for _, s := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Range")} {
		_, _ = io.WriteString(h, s) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// connKey is the context key of the connection a request came on.
type connKey struct{}

func (w *world) connContext(ctx context.Context, c net.Conn) context.Context {
	return w.store.ConnContext(context.WithValue(ctx, connKey{}, c.(*simnet.Conn).Key()), c)
}

// sleep is the store's clock: of the connections that wait for the same instant,
// one at a time, in the order they were opened.
func (w *world) sleep(ctx context.Context, d time.Duration) error {
	return w.net.Sleep(ctx, ctx.Value(connKey{}).(uint64), d)
}
