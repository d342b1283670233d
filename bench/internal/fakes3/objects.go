package fakes3

import (
	"io"
	"maps"
	"net/http"

	"github.com/johannesboyne/gofakes3"
)

// GetObject retains the blob until gofakes3 closes the body.
func (b *backend) GetObject(bucketName, key string, rng *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.lookupLocked(bucketName, key)
	if err != nil {
		return nil, err
	}
	part, err := resolve(rng, o.blob.size)
	if err != nil {
		return nil, err
	}
	body := &objectBody{blob: o.blob, n: o.blob.size}
	if part != nil {
		body.off, body.n = part.Start, part.Length
	}
	o.blob.retain()
	return o.describe(key, part, body), nil
}

func (b *backend) HeadObject(bucketName, key string) (*gofakes3.Object, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.lookupLocked(bucketName, key)
	if err != nil {
		return nil, err
	}
	return o.describe(key, nil, http.NoBody), nil
}

func (b *backend) lookupLocked(bucketName, key string) (*object, error) {
	bkt, err := b.bucketLocked(bucketName)
	if err != nil {
		return nil, err
	}
	if o := bkt.objects[key]; o != nil {
		return o, nil
	}
	return nil, gofakes3.KeyNotFound(key)
}

func (o *object) describe(key string, part *gofakes3.ObjectRange, body io.ReadCloser) *gofakes3.Object {
	return &gofakes3.Object{
		Name: key, Metadata: o.meta, Size: o.blob.size, Hash: o.hash, Range: part, Contents: body,
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
func (b *backend) PutObject(bucketName, key string, meta map[string]string, in io.Reader, size int64, cond *gofakes3.PutConditions) (result gofakes3.PutObjectResult, err error) {
	blocks, _, err := receive(in, size)
	if err != nil {
		return result, err
	}
	o := &object{blob: newUploadBlob(blocks), meta: meta}
	if h, ok := in.(interface{ Sum([]byte) []byte }); ok {
		o.hash = h.Sum(nil)
	}
	if err := b.putIf(bucketName, key, o, cond); err != nil {
		o.blob.release()
		return result, err
	}
	return result, nil
}

func (b *backend) putIf(bucketName, key string, o *object, cond *gofakes3.PutConditions) error {
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

func (b *backend) DeleteObject(bucketName, key string) (result gofakes3.ObjectDeleteResult, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	bkt, err := b.bucketLocked(bucketName)
	if err == nil {
		bkt.remove(key)
	}
	return result, err
}

func (b *backend) DeleteMulti(bucketName string, keys ...string) (result gofakes3.MultiDeleteResult, err error) {
	for _, key := range keys {
		if _, err := b.DeleteObject(bucketName, key); err != nil {
			return result, err
		}
		result.Deleted = append(result.Deleted, gofakes3.ObjectID{Key: key})
	}
	return result, nil
}

// CopyObject shares the blob.
func (b *backend) CopyObject(srcBucket, srcKey, dstBucket, dstKey string, meta map[string]string) (result gofakes3.CopyObjectResult, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	src, err := b.lookupLocked(srcBucket, srcKey)
	if err != nil {
		return result, err
	}
	dst, err := b.bucketLocked(dstBucket)
	if err != nil {
		return result, err
	}
	src.blob.retain()
	dst.put(dstKey, &object{blob: src.blob, meta: maps.Clone(meta), hash: src.hash})
	return gofakes3.CopyObjectResult{
		ETag: gofakes3.FormatETag(src.hash), LastModified: gofakes3.NewContentTime(epoch),
	}, nil
}
