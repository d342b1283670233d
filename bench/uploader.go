package bench

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// uploader is one of the SDK's multipart uploads with its own defaults, but for
// the checksums: like BuildKit, the suite asks for them only where S3 requires
// them. It has to be said to the uploader as well as to the client, which
// otherwise wraps the body in a framing that the store would have to undo.
type uploader struct {
	name   string // the value of the uploader= key
	upload func(ctx context.Context, client *s3.Client, bucket, key string, body io.Reader) error
}

func uploaders() []uploader {
	return []uploader{
		{"manager", uploadByManager},
		{"transfermanager", uploadByTransferManager},
	}
}

// uploadByManager uploads 5 parts of 5 MiB at a time; a body that is an
// io.ReaderAt and an io.ReadSeeker is read by all 5 workers at once.
func uploadByManager(ctx context.Context, client *s3.Client, bucket, key string, body io.Reader) error {
	//lint:ignore SA1019 the uploader of the origin: BuildKit's S3 cache used it up to v0.30
	u := manager.NewUploader(client, func(u *manager.Uploader) {
		u.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
	//lint:ignore SA1019 as above
	_, err := u.Upload(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: body})
	return err
}

// uploadByTransferManager uploads 5 parts of 8 MiB at a time, from 16 MiB on; one
// goroutine reads the body from front to back.
func uploadByTransferManager(ctx context.Context, client *s3.Client, bucket, key string, body io.Reader) error {
	u := transfermanager.New(client, func(o *transfermanager.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
	_, err := u.UploadObject(ctx, &transfermanager.UploadObjectInput{Bucket: &bucket, Key: &key, Body: body})
	return err
}
