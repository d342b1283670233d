package fakes3

import (
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
)

// An object is one immutable version under a key.
type object struct {
	blob *blob
	meta map[string]string
	hash []byte // what the ETag is the hexadecimal form of
}

// An Object is what the store holds under a key at the time of asking. It must
// not be used after the key was removed or overwritten: its memory may hold
// another object by then, so its methods panic.
type Object struct{ o *object }

// Uploaded returns the object under key, also one that PutSource put there.
func (s *Store) Uploaded(bucket, key string) (*Object, bool) {
	o := s.backend.object(query{bucket: bucket, key: key})
	if o == nil {
		return nil, false
	}
	return &Object{o}, true
}

// Size is the length in bytes.
func (o *Object) Size() int64 { return o.o.blob.size }

// ETag is the ETag with its quotes, as replies carry it.
func (o *Object) ETag() string { return gofakes3.FormatETag(o.o.hash) }

// WrongBytes counts the positions at which the object differs from want, plus
// the difference in length: 0 means an exact copy.
func (o *Object) WrongBytes(want content.Content) int64 {
	if !o.o.blob.retain() {
		panic("fakes3: Object used after its key was removed or overwritten")
	}
	defer o.o.blob.release()
	return o.o.blob.wrongBytes(want)
}

// contentType is S3's for an object that came without one. A reply without any
// would be given one by net/http, from the object's bytes.
const contentType = "binary/octet-stream"

// put replaces what is under the key. The caller holds the backend's lock.
func (bkt *bucket) put(key string, o *object) {
	if o.meta["Content-Type"] == "" {
		o.meta["Content-Type"] = contentType
	}
	bkt.remove(key)
	bkt.objects[key] = o
}

func (bkt *bucket) remove(key string) {
	if old := bkt.objects[key]; old != nil {
		old.blob.release()
		delete(bkt.objects, key)
	}
}

// nextVersion numbers what is made under a key, from 1. The caller holds the
// backend's lock.
func (bkt *bucket) nextVersion(key string) uint64 {
	bkt.versions[key]++
	return bkt.versions[key]
}

func (b *backend) putSource(bucketName, key string, c content.Content) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt := b.buckets[bucketName]
	if bkt == nil {
		bkt = b.createLocked(bucketName)
	}
	sum := md5.Sum(fmt.Appendf(nil, "%s/%s version %d", bucketName, key, bkt.nextVersion(key)))
	bkt.put(key, &object{
		blob: newSourceBlob(c),
		meta: map[string]string{"Last-Modified": epoch.Format(http.TimeFormat)},
		hash: sum[:],
	})
}

func (b *backend) object(q query) *object {
	b.mu.Lock()
	defer b.mu.Unlock()
	if bkt := b.buckets[q.bucket]; bkt != nil {
		return bkt.objects[q.key]
	}
	return nil
}

func (b *backend) etag(q query) string {
	if o := b.object(q); o != nil {
		return gofakes3.FormatETag(o.hash)
	}
	return ""
}

// An objectBody is what gofakes3 sends and closes.
type objectBody struct {
	blob   *blob
	off, n int64
}

var _ io.WriterTo = (*objectBody)(nil)

func (b *objectBody) WriteTo(w io.Writer) (int64, error) { return b.blob.writeTo(w, b.off, b.n) }

func (b *objectBody) Close() error {
	b.blob.release()
	return nil
}

// Read is what io.Copy does not call on a WriterTo. It fails so that a
// gofakes3 that stops using io.Copy is noticed.
func (b *objectBody) Read([]byte) (int, error) {
	return 0, errors.New("fakes3: an object's body has only WriteTo")
}
