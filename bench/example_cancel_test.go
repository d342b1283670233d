package bench_test

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"readeratbench/strategies"
)

// An upload that is cancelled does not end its reader, and leaves what it has sent on the
// server, to be paid for: the reader must be closed, and the multipart upload aborted,
// with a context that is not cancelled. Errors of both of the SDK's uploaders have its ID.
func Example_cancelledUpload() {
	upload := func(ctx context.Context, client *s3.Client, r strategies.Reader, in *transfermanager.UploadObjectInput) error {
		stop := context.AfterFunc(ctx, func() { r.Close() })
		defer stop()
		_, err := transfermanager.New(client).UploadObject(ctx, in)
		var left interface{ UploadID() string }
		if errors.As(err, &left) {
			id := left.UploadID()
			fresh, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			_, abortErr := client.AbortMultipartUpload(fresh, &s3.AbortMultipartUploadInput{Bucket: in.Bucket, Key: in.Key, UploadId: &id})
			var gone interface{ ErrorCode() string }
			if errors.As(abortErr, &gone) && gone.ErrorCode() == "NoSuchUpload" {
				abortErr = nil // the uploader has aborted it itself
			}
			err = errors.Join(err, abortErr)
		}
		return err
	}
	_ = upload
}
