package harness

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/meter"
	"readeratbench/bench/internal/profile"
	"readeratbench/strategies/s3source"
)

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

// World is what one operation runs in. What is exported is for readers that make
// their own requests. It is valid until the upload has ended, in virtual time in its
// bubble only. Key, Size, destination and content are those of one object, the first
// unless of chose another.
type World struct {
	S3               *s3.Client // the one that uploads; its connections are counted
	HTTP             *http.Client
	Endpoint, Bucket string
	Key              string
	Size             int64
	NewLocker        func() sync.Locker

	network   network
	store     *fakes3.Store
	server    *http.Server
	served    chan struct{} // closed when the server has stopped
	transport *http.Transport
	objects   []content.Content
	meter     *meter.Meter

	readErrors *atomic.Int64 // calls of ReadAt that failed, of all objects

	destination string // its key
	content     content.Content
}

// of is the world around its nth object.
func (w *World) of(n int) *World {
	o := *w
	o.content = w.objects[n]
	o.Key, o.destination, o.Size = objectKey(sourceKey, n), objectKey(destKey, n), o.content.Size()
	return &o
}

// inWorld builds a world around the objects on the network and calls f there.
func inWorld(p profile.Profile, n network, objects []content.Content, f func(*World) error) error {
	w, err := newWorld(p, n, objects)
	if err != nil {
		return err
	}
	return errors.Join(f(w), w.close())
}

func newWorld(p profile.Profile, n network, objects []content.Content) (*World, error) {
	w := &World{network: n, objects: objects, meter: meter.New(bucket, sourceKey), served: make(chan struct{}), readErrors: new(atomic.Int64)}
	w.store = fakes3.New(fakes3.Options{
		Latency: fakes3.Latency{
			GetFirstByte: p.GetFirstByte,
			Control:      p.Control,
			PutAck:       p.PutAck,
		},
		Seed:  p.Seed,
		Sleep: n.storeSleep,
	})
	for i, c := range objects {
		w.store.PutSource(bucket, objectKey(sourceKey, i), c)
	}
	l, err := n.listen()
	if err != nil {
		return nil, err
	}
	w.server = w.store.NewServer()
	w.server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return w.store.ConnContext(n.connContext(ctx, c), c)
	}
	go func() {
		defer close(w.served)
		_ = w.server.Serve(l) // always an error; after Close, http.ErrServerClosed
	}()
	w.transport = newTransport(n)
	w.HTTP = &http.Client{Transport: w.meter.Transport(n.admit(w.transport))}
	w.Endpoint, w.Bucket = n.endpoint(), bucket
	w.S3 = newClient(w.HTTP, w.Endpoint)
	w.NewLocker = w.meter.Locker(n.newLocker)
	return w.of(0), nil
}

// source is the object under test. Its size and ETag are known from the set-up,
// so that the measured client starts without a connection.
func (w *World) source() *s3source.Source {
	object, _ := w.store.Uploaded(w.Bucket, w.Key) // put there by newWorld
	return s3source.New(w.S3, w.Bucket, w.Key, object.Size(), object.ETag())
}

// settle closes the client's idle connections and waits until every close has
// reached the store, so that the counters are final.
func (w *World) settle() {
	w.transport.CloseIdleConnections()
	w.network.settle()
}

// close stops the store and lets the client notice: time stands still once the
// scenario has returned.
func (w *World) close() error {
	err := w.server.Close()
	<-w.served
	w.settle()
	return err
}

// newTransport is the SDK's own, with the network's dials in the place of the real
// ones, and no proxy.
func newTransport(n network) *http.Transport {
	t := awshttp.NewBuildableClient().GetTransport()
	t.Proxy = nil
	t.DialContext = n.DialContext
	t.DialTLSContext = n.DialTLSContext
	return t
}

// newClient sets what a run must not take from the machine (region, credentials)
// or from chance (the jitter of retries; the delays are chosen, and without
// faults no sound reader causes a retry).
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
