// Package objects is what the fake store holds: objects and multipart uploads
// in memory, as a backend of gofakes3. It knows nothing of latency, connections
// or faults; package fakes3 adds those around [Backend.Handler].
//
// A source is a [content.Content], never materialised; an upload is kept in the
// pooled blocks its bytes were read into, and CompleteMultipartUpload joins the
// parts by listing their blocks.
package objects

import (
	"net/http"
	"sync"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// A Backend is what gofakes3 stores in. Its lock guards the maps and is never
// held while bytes move: in a synctest bubble a goroutine that waits for a
// mutex is not durably blocked. It is safe for concurrent use.
type Backend struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	objects map[string]*Object
	uploads map[gofakes3.UploadID]*upload
	// versions counts the uploads and sources made under each key, and is kept
	// when the object is removed: upload IDs and the ETags of sources are made
	// from it, so that they do not depend on requests to other keys at that time.
	versions map[string]uint64
}

var (
	_ gofakes3.Backend          = (*Backend)(nil)
	_ gofakes3.MultipartBackend = (*Backend)(nil)
)

// New returns an empty backend.
func New() *Backend { return &Backend{buckets: map[string]*bucket{}} }

// epoch is when everything in the store was last modified.
var epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Handler is gofakes3 over the backend. Its clock stands still: a moving one
// would change the length of a reply.
func (b *Backend) Handler() http.Handler {
	return gofakes3.New(b,
		gofakes3.WithLogger(gofakes3.DiscardLog()),
		gofakes3.WithTimeSource(gofakes3.FixedTimeSource(epoch)),
		gofakes3.WithTimeSkewLimit(0),
	).Server()
}

// bucketLocked is called with the lock held.
func (b *Backend) bucketLocked(name string) (*bucket, error) {
	if bkt := b.buckets[name]; bkt != nil {
		return bkt, nil
	}
	return nil, gofakes3.BucketNotFound(name)
}

func (b *Backend) createLocked(name string) *bucket {
	bkt := &bucket{
		objects:  map[string]*Object{},
		uploads:  map[gofakes3.UploadID]*upload{},
		versions: map[string]uint64{},
	}
	b.buckets[name] = bkt
	return bkt
}

// nextVersion numbers what is made under a key, from 1. It is called with the
// lock held.
func (bkt *bucket) nextVersion(key string) uint64 {
	bkt.versions[key]++
	return bkt.versions[key]
}

func (b *Backend) CreateBucket(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buckets[name] != nil {
		return gofakes3.ResourceError(gofakes3.ErrBucketAlreadyExists, name)
	}
	b.createLocked(name)
	return nil
}

func (b *Backend) BucketExists(name string) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buckets[name] != nil, nil
}
