package fakes3

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"readeratbench/bench/internal/content"
)

// sdk is a client of s over https, where the SDK does not hash payloads.
func sdk(t *testing.T, s *Store, checksums aws.RequestChecksumCalculation) *s3.Client {
	srv := serve(t, s, (*httptest.Server).StartTLS)
	return s3.New(s3.Options{
		BaseEndpoint:               aws.String(srv.URL),
		Region:                     "us-east-1",
		UsePathStyle:               true,
		Credentials:                credentials.NewStaticCredentialsProvider("id", "secret", ""),
		HTTPClient:                 srv.Client(),
		RequestChecksumCalculation: checksums,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
		RetryMaxAttempts:           1,
	})
}

func sdkUpload(t *testing.T, client *s3.Client, checksums aws.RequestChecksumCalculation, src content.Content) error {
	t.Helper()
	//lint:ignore SA1019 the uploader BuildKit used then is what the store must serve
	up := manager.NewUploader(client, func(u *manager.Uploader) { u.RequestChecksumCalculation = checksums })
	//lint:ignore SA1019 as above
	_, err := up.Upload(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String(testKey),
		Body: io.NewSectionReader(src, 0, src.Size()),
	})
	return err
}

// Rule: what the uploader BuildKit used then sends arrives, byte for byte, as one
// PUT or in parts.
func TestSDKUpload(t *testing.T) {
	const required = aws.RequestChecksumCalculationWhenRequired
	for _, size := range []int64{0, 1, 4 << 20, 5<<20 + 1, 16 << 20} {
		t.Run(fmt.Sprintf("size=%d", size), func(t *testing.T) {
			src := content.Generated(1, size)
			s := New(Options{})
			client := sdk(t, s, required)
			if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String(testBucket)}); err != nil {
				t.Fatal(err)
			}
			if err := sdkUpload(t, client, required, src); err != nil {
				t.Fatal(err)
			}
			o, ok := s.Uploaded(testBucket, testKey)
			if !ok || o.WrongBytes(src) != 0 {
				t.Errorf("object there: %v; want %d right bytes", ok, size)
			}
		})
	}
}

// Rule: with the SDK's default checksums an upload fails and says what to set;
// it never stores the framing.
func TestSDKDefaultChecksumsRefused(t *testing.T) {
	const supported = aws.RequestChecksumCalculationWhenSupported
	for _, size := range []int64{1 << 20, 6 << 20} {
		s := New(Options{})
		s.PutSource(testBucket, "other", content.Generated(1, 1))
		err := sdkUpload(t, sdk(t, s, supported), supported, content.Generated(1, size))
		if err == nil || !strings.Contains(err.Error(), "RequestChecksumCalculation") {
			t.Errorf("upload of %d bytes: %v; want an error that names RequestChecksumCalculation", size, err)
		}
		if _, ok := s.Uploaded(testBucket, testKey); ok {
			t.Errorf("upload of %d bytes left an object", size)
		}
	}
}

func TestSDKGet(t *testing.T) {
	src := content.Generated(1, 1<<20)
	s := New(Options{})
	s.PutSource(testBucket, testKey, src)
	client := sdk(t, s, aws.RequestChecksumCalculationWhenRequired)
	head, err := client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String(testKey)})
	if err != nil || aws.ToInt64(head.ContentLength) != src.Size() {
		t.Fatalf("HeadObject = %d bytes, %v; want %d", aws.ToInt64(head.ContentLength), err, src.Size())
	}
	in := &s3.GetObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String(testKey),
		Range: aws.String("bytes=1000-1999"), IfMatch: head.ETag,
	}
	out, err := client.GetObject(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	got, err := io.ReadAll(out.Body)
	if err != nil || !bytes.Equal(got, bytesOf(t, src, 1000, 1000)) {
		t.Errorf("GetObject: %d bytes, %v; want bytes 1000 to 1999", len(got), err)
	}
	if aws.ToString(out.ETag) != aws.ToString(head.ETag) || aws.ToString(out.ContentRange) != "bytes 1000-1999/1048576" {
		t.Errorf("GetObject: ETag %s, range %s", aws.ToString(out.ETag), aws.ToString(out.ContentRange))
	}
}

// Rule: errors reach the SDK with their codes.
func TestSDKErrors(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, testKey, content.Generated(1, 10))
	client := sdk(t, s, aws.RequestChecksumCalculationWhenRequired)
	for _, tc := range []struct{ key, rng, ifMatch, code string }{
		{"none", "", "", "NoSuchKey"},
		{testKey, "bytes=10-", "", "InvalidRange"},
		{testKey, "", `"aa"`, "PreconditionFailed"},
	} {
		in := &s3.GetObjectInput{Bucket: aws.String(testBucket), Key: aws.String(tc.key)}
		if tc.rng != "" {
			in.Range = aws.String(tc.rng)
		}
		if tc.ifMatch != "" {
			in.IfMatch = aws.String(tc.ifMatch)
		}
		_, err := client.GetObject(t.Context(), in)
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != tc.code {
			t.Errorf("GetObject(%s, %q, %q): %v; want %s", tc.key, tc.rng, tc.ifMatch, err, tc.code)
		}
	}
}

// Rule: an aborted upload leaves nothing.
func TestSDKAbort(t *testing.T) {
	s := New(Options{})
	s.PutSource(testBucket, "other", content.Generated(1, 1))
	client := sdk(t, s, aws.RequestChecksumCalculationWhenRequired)
	bucket, key := aws.String(testBucket), aws.String(testKey)
	up, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: bucket, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	part, err := client.UploadPart(t.Context(), &s3.UploadPartInput{
		Bucket: bucket, Key: key, UploadId: up.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader("part"),
	})
	if err != nil || aws.ToString(part.ETag) == "" {
		t.Fatalf("UploadPart: ETag %q, %v", aws.ToString(part.ETag), err)
	}
	abort := &s3.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: up.UploadId}
	if _, err := client.AbortMultipartUpload(t.Context(), abort); err != nil {
		t.Fatal(err)
	}
	var gone smithy.APIError
	if _, err := client.AbortMultipartUpload(t.Context(), abort); !errors.As(err, &gone) || gone.ErrorCode() != "NoSuchUpload" {
		t.Errorf("second abort: %v; want NoSuchUpload", err)
	}
}
