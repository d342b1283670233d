package objects

import (
	"crypto/md5"
	"fmt"
	"io"
	"net/http"

	"github.com/johannesboyne/gofakes3"

	"readeratbench/bench/internal/content"
)

// An Object is one immutable version under a key. It must not be used after the
// key was removed or overwritten: its memory may hold another object by then,
// so WrongBytes panics.
type Object struct {
	blob *blob
	meta map[string]string
	hash []byte // what the ETag is the hexadecimal form of
}

// Size is the length in bytes.
func (o *Object) Size() int64 { return o.blob.size }

// ETag is the ETag with its quotes, as replies carry it.
func (o *Object) ETag() string { return gofakes3.FormatETag(o.hash) }

// WrongBytes counts the positions at which the object differs from want, plus
// the difference in length: 0 means an exact copy.
func (o *Object) WrongBytes(want content.Content) int64 {
	if !o.blob.retain() {
		panic("objects: Object used after its key was removed or overwritten")
	}
	defer o.blob.release()
	return o.blob.wrongBytes(want)
}

// Object returns what is under the key, or nil.
func (b *Backend) Object(bucketName, key string) *Object {
	b.mu.Lock()
	defer b.mu.Unlock()
	if bkt := b.buckets[bucketName]; bkt != nil {
		return bkt.objects[key]
	}
	return nil
}

// PutSource stores c, without a copy, in a bucket that is made if missing. Each
// call is a new version with an ETag of its own.
func (b *Backend) PutSource(bucketName, key string, c content.Content) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt := b.buckets[bucketName]
	if bkt == nil {
		bkt = b.createLocked(bucketName)
	}
	sum := md5.Sum(fmt.Appendf(nil, "%s/%s version %d", bucketName, key, bkt.nextVersion(key)))
	bkt.put(key, &Object{
		blob: newSourceBlob(c),
		meta: map[string]string{"Last-Modified": epoch.Format(http.TimeFormat)},
		hash: sum[:],
	})
}

// contentType is S3's for an object that came without one. Without any,
// net/http would derive one from the object's bytes.
const contentType = "binary/octet-stream"

// put replaces what is under the key. It is called with the lock held.
func (bkt *bucket) put(key string, o *Object) {
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

// GetObject retains the blob until gofakes3 closes the body.
func (b *Backend) GetObject(bucketName, key string, rng *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.objectLocked(bucketName, key)
	if err != nil {
		return nil, err
	}
	part, err := resolve(rng, o.Size())
	if err != nil {
		return nil, err
	}
	contents := &body{blob: o.blob, n: o.Size()}
	if part != nil {
		contents.off, contents.n = part.Start, part.Length
	}
	o.blob.retain()
	return o.describe(key, part, contents), nil
}

func (b *Backend) HeadObject(bucketName, key string) (*gofakes3.Object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.objectLocked(bucketName, key)
	if err != nil {
		return nil, err
	}
	return o.describe(key, nil, http.NoBody), nil
}

func (b *Backend) objectLocked(bucketName, key string) (*Object, error) {
	bkt, err := b.bucketLocked(bucketName)
	if err != nil {
		return nil, err
	}
	if o := bkt.objects[key]; o != nil {
		return o, nil
	}
	return nil, gofakes3.KeyNotFound(key)
}

func (o *Object) describe(key string, part *gofakes3.ObjectRange, body io.ReadCloser) *gofakes3.Object {
	return &gofakes3.Object{
		Name: key, Metadata: o.meta, Size: o.Size(), Hash: o.hash, Range: part, Contents: body,
	}
}

// resolve clips the range to the object first, where gofakes3 gets it wrong: a
// suffix longer than the object is the whole object, and an end near the
// largest integer must not overflow.
func resolve(rng *gofakes3.ObjectRangeRequest, size int64) (*gofakes3.ObjectRange, error) {
	if rng == nil {
		return nil, nil
	}
	clipped := *rng
	switch {
	case rng.FromEnd:
		clipped.End = min(rng.End, size)
	case rng.End != gofakes3.RangeNoEnd:
		clipped.End = min(rng.End, size-1)
	}
	return clipped.Range(size)
}

// PutObject takes the ETag from gofakes3, which has hashed the body by the time
// it is read.
func (b *Backend) PutObject(bucketName, key string, meta map[string]string, in io.Reader, size int64, cond *gofakes3.PutConditions) (result gofakes3.PutObjectResult, err error) {
	blocks, _, err := receive(in, size)
	if err != nil {
		return result, err
	}
	o := &Object{blob: newUploadBlob(blocks), meta: meta}
	if h, ok := in.(interface{ Sum([]byte) []byte }); ok {
		o.hash = h.Sum(nil)
	}
	if err := b.putIf(bucketName, key, o, cond); err != nil {
		o.blob.release()
		return result, err
	}
	return result, nil
}

func (b *Backend) putIf(bucketName, key string, o *Object, cond *gofakes3.PutConditions) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(bucketName)
	if err != nil {
		return err
	}
	if cond != nil {
		var now gofakes3.ConditionalObjectInfo
		if old := bkt.objects[key]; old != nil {
			now = gofakes3.ConditionalObjectInfo{Exists: true, Hash: old.hash}
		}
		if err := gofakes3.CheckPutConditions(cond, &now); err != nil {
			return err
		}
	}
	bkt.put(key, o)
	return nil
}

// DeleteObject forgets the object, if there is one, and frees its memory once
// no response is sending it.
func (b *Backend) DeleteObject(bucketName, key string) (result gofakes3.ObjectDeleteResult, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(bucketName)
	if err == nil {
		bkt.remove(key)
	}
	return result, err
}
