package harness

import (
	"cmp"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Uploader is one of the SDK's multipart uploads with its own defaults, but for
// the checksums: like BuildKit, the suite asks for them only where S3 requires
// them. It has to be said to the uploader as well as to the client, which
// otherwise wraps the body in a framing that the store would have to undo.
type Uploader struct {
	Name       string // the value of the uploader= key
	Workers    int    // that upload at once; 0: the SDK's default, 5
	Part       int64  // bytes of a part; 0: the SDK's default, usual
	Concurrent bool   // its workers read the body at once; else one goroutine reads
	usual      int64
	need       int64 // bytes that it reads before it sends any
	// upload sends body to the key of the bucket of all objects, as u says.
	upload func(ctx context.Context, u Uploader, client *s3.Client, key string, body io.Reader) error
}

const (
	// managerNeeds: it streams a part as net/http reads it, in its copy buffer of
	// 32 KiB.
	managerNeeds = 32 << 10
	// transferManagerNeeds: it reads as much as its MultipartUploadThreshold, or all
	// there is, before it knows how to begin (uploader.nextReader in its
	// api_op_UploadObject.go).
	transferManagerNeeds = 16 << 20
)

// Uploaders are manager, which BuildKit used when its reader was mended, and
// transfermanager, which it uses now.
func Uploaders() []Uploader {
	return []Uploader{
		{Name: "manager", Concurrent: true, usual: 5 << 20, need: managerNeeds, upload: uploadByManager},
		{Name: "transfermanager", usual: 8 << 20, need: transferManagerNeeds, upload: uploadByTransferManager},
	}
}

// PartSize is the bytes of a part.
func (u Uploader) PartSize() int64 { return cmp.Or(u.Part, u.usual) }

// uploadByManager uploads 5 parts of 5 MiB at a time; a body that is an
// io.ReaderAt and an io.ReadSeeker is read by all 5 workers at once.
func uploadByManager(ctx context.Context, u Uploader, client *s3.Client, key string, body io.Reader) error {
	//lint:ignore SA1019 BuildKit's S3 cache used it up to v0.30
	up := manager.NewUploader(client, func(o *manager.Uploader) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.Concurrency = cmp.Or(u.Workers, o.Concurrency)
		o.PartSize = cmp.Or(u.Part, o.PartSize)
	})
	//lint:ignore SA1019 as above
	_, err := up.Upload(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: &key, Body: body})
	return err
}

// uploadByTransferManager uploads 5 parts of 8 MiB at a time, from 16 MiB on; one
// goroutine reads the body from front to back.
func uploadByTransferManager(ctx context.Context, u Uploader, client *s3.Client, key string, body io.Reader) error {
	up := transfermanager.New(client, func(o *transfermanager.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.Concurrency = cmp.Or(u.Workers, o.Concurrency)
		o.PartSizeBytes = cmp.Or(u.Part, o.PartSizeBytes)
	})
	_, err := up.UploadObject(ctx, &transfermanager.UploadObjectInput{Bucket: aws.String(bucket), Key: &key, Body: body})
	return err
}
