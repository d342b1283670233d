package peers

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
)

// newMinio turns off what would not change a verdict but only take time: the
// request for the bucket's region, and the ten attempts with a growing pause.
func newMinio(rt http.RoundTripper, endpoint, bucket, key string) (io.ReaderAt, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	c, err := minio.New(u.Host, &minio.Options{
		Transport:    rt,
		Region:       "us-east-1",
		BucketLookup: minio.BucketLookupPath,
		MaxRetries:   1,
	})
	if err != nil {
		return nil, err
	}
	o, err := c.GetObject(context.Background(), bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func minioOverSource(src Source) (io.ReaderAt, error) {
	return newMinio(transport{src}, objectURL, "bucket", "object")
}

func minioOverHTTP(o object) (io.ReaderAt, error) {
	return newMinio(o.client.Transport, o.endpoint, o.bucket, o.key)
}
