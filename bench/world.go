package bench

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
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
	"readeratbench/bench/internal/latency"
	"readeratbench/bench/internal/simnet"
	"readeratbench/strategies/s3source"
)

// World is what a reader under test may use: the measured client and where the
// object is. Everything in it lives in one lane, in virtual time in its bubble;
// it is valid until the upload has ended.
type World struct {
	S3       *s3.Client   // the client that uploads, too; its connections are counted
	HTTP     *http.Client // the same transport, for readers that bring their own S3 or HTTP calls
	Endpoint string       // base URL of the store; path-style: Endpoint/Bucket/Key. Any credentials do
	Bucket   string       // where the source object is
	Key      string
	Size     int64 // of the source object, in bytes

	// NewLocker makes a lock that may be held across I/O. In virtual time, where
	// waiting for a sync.Mutex stops the clock, it is first come, first served.
	NewLocker func() sync.Locker
}

const (
	bucket    = "cache"
	sourceKey = "source"
	destKey   = "destination"
)

// objectKey is the key of the nth object of a world, from 0 on.
func objectKey(key string, n int) string {
	if n == 0 {
		return key
	}
	return key + "-" + strconv.Itoa(n)
}

// world is a World with what the harness keeps for itself. World.Key, World.Size,
// destination and content are those of one object, the first unless of chose
// another.
type world struct {
	World
	lane      lane
	store     *fakes3.Store
	server    *http.Server
	served    chan struct{} // closed when the server has stopped
	transport *http.Transport
	objects   []content.Content
	meter     *meter
	need      int64 // of the object, by the uploader, before it sends any

	destination string // its key
	content     content.Content
}

// of is the world around its nth object.
func (w *world) of(n int) *world {
	o := *w
	o.content = w.objects[n]
	o.Key, o.destination, o.Size = objectKey(sourceKey, n), objectKey(destKey, n), o.content.Size()
	return &o
}

// inVirtualWorld builds a world around the objects on a simulated network, in a
// bubble of its own, and calls f there.
func inVirtualWorld(p Profile, objects []content.Content, f func(*world) error) error {
	var events progress // of a network made in the bubble, seen from outside
	var garbage bubble.Collector
	return bubble.Run(events.count, func() error {
		n := simnet.New(simnet.Config{
			RTT: p.RTT, ConnRate: p.ConnRate, NICRate: p.NICRate, Window: p.Window,
			InitialWindow: p.InitialWindow, IdleTimeout: p.IdleTimeout,
			Rest: garbage.Rest,
		})
		events.of(n)
		return inWorld(p, newVirtualLane(n), objects, f)
	})
}

// inWorld builds a world around the objects in the lane and calls f in it.
func inWorld(p Profile, l lane, objects []content.Content, f func(*world) error) error {
	w, err := newWorld(p, l, objects)
	if err != nil {
		return err
	}
	return errors.Join(f(w), w.close())
}

func newWorld(p Profile, lane lane, objects []content.Content) (*world, error) {
	w := &world{lane: lane, objects: objects, meter: newMeter(), served: make(chan struct{})}
	w.store = fakes3.New(fakes3.Options{
		Latency: fakes3.Latency{
			GetFirstByte: latency.Dist(p.GetFirstByte),
			Control:      latency.Dist(p.Control),
			PutAck:       latency.Dist(p.PutAck),
		},
		Seed:  p.Seed,
		Sleep: lane.storeSleep,
	})
	for i, c := range objects {
		w.store.PutSource(bucket, objectKey(sourceKey, i), c)
	}
	l, err := lane.listen()
	if err != nil {
		return nil, err
	}
	w.server = w.store.NewServer()
	w.server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return w.store.ConnContext(lane.connContext(ctx, c), c)
	}
	go func() {
		defer close(w.served)
		_ = w.server.Serve(l) // always an error; after Close, http.ErrServerClosed
	}()
	w.transport = newTransport(lane)
	w.HTTP = &http.Client{Transport: metered{lane.admit(w.transport), w.meter}}
	w.Endpoint, w.Bucket = lane.endpoint(), bucket
	w.S3 = newClient(w.HTTP, w.Endpoint)
	w.NewLocker = w.meter.locker(lane.newLocker)
	return w.of(0), nil
}

// source is the object under test. Its size and ETag are known from the set-up,
// so that the measured client starts without a connection.
func (w *world) source() *s3source.Source {
	object, _ := w.store.Uploaded(w.Bucket, w.Key) // put there by newWorld
	return s3source.New(w.S3, w.Bucket, w.Key, object.Size(), object.ETag())
}

// settle closes the client's idle connections and waits until every close has
// reached the store, so that the counters are final.
func (w *world) settle() {
	w.transport.CloseIdleConnections()
	w.lane.settle()
}

// close stops the store and lets the client notice: time stands still once the
// scenario has returned.
func (w *world) close() error {
	err := w.server.Close()
	<-w.served
	w.settle()
	return err
}

// newTransport is the SDK's own, with the lane's dials in the place of the real
// ones, and no proxy.
func newTransport(l lane) *http.Transport {
	t := awshttp.NewBuildableClient().GetTransport()
	t.Proxy = nil
	t.DialContext = l.DialContext
	t.DialTLSContext = l.DialTLSContext
	return t
}

// newClient sets what a run must not take from the machine (region, credentials)
// or from chance (the jitter of retries; the delays are chosen, no sound reader
// causes a retry).
func newClient(h *http.Client, endpoint string) *s3.Client {
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
