package bench

import (
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/bench/internal/harness"
)

// World is what a reader under test may use: the measured client and where the
// object is. Everything in it lives on one network, in virtual time in its bubble;
// it is valid until the upload has ended.
type World struct {
	S3       *s3.Client   // the client that uploads, too; its connections are counted
	HTTP     *http.Client // the same transport, for readers that bring their own S3 or HTTP calls
	Endpoint string       // base URL of the store; path-style: Endpoint/Bucket/Key. Any credentials do
	Bucket   string       // where the source object is
	Key      string
	Size     int64 // of the source object, in bytes

	// NewLocker makes a lock that may be held across I/O. In virtual time, where
	// waiting for a sync.Mutex stops the clock, it is FIFO.
	NewLocker func() sync.Locker
}

func worldOf(w *harness.World) World {
	return World{
		S3: w.S3, HTTP: w.HTTP, Endpoint: w.Endpoint, Bucket: w.Bucket, Key: w.Key, Size: w.Size,
		NewLocker: w.NewLocker,
	}
}
