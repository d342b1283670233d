package fakes3

import (
	"maps"
	"slices"
	"sync"

	"github.com/johannesboyne/gofakes3"
)

// A backend is what gofakes3 stores in. Its lock guards the maps and is never
// held while bytes move: in a synctest bubble a goroutine that waits for a
// mutex is not durably blocked.
type backend struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	objects map[string]*object
	uploads map[gofakes3.UploadID]*upload
	// versions counts what was made under each key, and is not forgotten with
	// the key: upload IDs and the ETags of sources are taken from it, so that
	// they do not depend on what goes on under other keys at the same time.
	versions map[string]uint64
}

var (
	_ gofakes3.Backend          = (*backend)(nil)
	_ gofakes3.MultipartBackend = (*backend)(nil)
)

func newBackend() *backend { return &backend{buckets: map[string]*bucket{}} }

// bucketLocked is called with the lock held.
func (b *backend) bucketLocked(name string) (*bucket, error) {
	if bkt := b.buckets[name]; bkt != nil {
		return bkt, nil
	}
	return nil, gofakes3.BucketNotFound(name)
}

func (b *backend) createLocked(name string) *bucket {
	bkt := &bucket{
		objects:  map[string]*object{},
		uploads:  map[gofakes3.UploadID]*upload{},
		versions: map[string]uint64{},
	}
	b.buckets[name] = bkt
	return bkt
}

func (b *backend) ListBuckets() ([]gofakes3.BucketInfo, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var infos []gofakes3.BucketInfo
	for _, name := range slices.Sorted(maps.Keys(b.buckets)) {
		infos = append(infos, gofakes3.BucketInfo{Name: name, CreationDate: gofakes3.NewContentTime(epoch)})
	}
	return infos, nil
}

func (b *backend) CreateBucket(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.buckets[name] != nil {
		return gofakes3.ResourceError(gofakes3.ErrBucketAlreadyExists, name)
	}
	b.createLocked(name)
	return nil
}

func (b *backend) BucketExists(name string) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buckets[name] != nil, nil
}

func (b *backend) DeleteBucket(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(name)
	if err != nil {
		return err
	}
	if len(bkt.objects) > 0 {
		return gofakes3.ResourceError(gofakes3.ErrBucketNotEmpty, name)
	}
	b.dropLocked(name, bkt)
	return nil
}

func (b *backend) ForceDeleteBucket(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(name)
	if err != nil {
		return err
	}
	b.dropLocked(name, bkt)
	return nil
}

func (b *backend) dropLocked(name string, bkt *bucket) {
	for _, o := range bkt.objects {
		o.blob.release()
	}
	for _, u := range bkt.uploads {
		u.free()
	}
	delete(b.buckets, name)
}
