// Package s3source is a strategies.Source over GetObject of the AWS SDK for Go:
// exact ranges of one S3 object, pinned to one version by its ETag.
//
// No byte is handed out on trust. Every request carries If-Match, and because
// there are stores that ignore it, or the Range, every reply is compared with
// what was asked: ETag, Content-Range and Content-Length. A store whose replies
// lack one of them is refused, and so is one with weak ETags that knows If-Match,
// since a weak ETag never matches. Neither is called a change.
//
// The SDK's client waits for a byte of a body without end. The readers of strategies
// end a stream that is silent for 30 s (strategies.WithStall). To have it ended for
// every reader, or sooner, give the Source a client of its own whose connections have a
// read timeout, as the package's example does. The client that uploads must not have
// one: on its connections nothing comes for as long as a part is being sent. And close
// the reader when the upload is cancelled, or give it the upload's context
// (strategies.WithContext): nothing else ends its reads.
//
// Errors that will be the same next time (a change, a reply without an ETag, and the
// statuses that strategies.Reader lists) are not tried again, neither by the readers
// nor by the SDK that uploads from them.
package s3source

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"readeratbench/strategies"
)

// ErrChanged is strategies.ErrChanged. Here it is wrapped by the error of an Open
// that found another object than the source was made for: the store said so
// (412), the reply's ETag did, or the object ends before the range (416), which
// lay inside the one that was.
var ErrChanged = strategies.ErrChanged

// Client is the part of *s3.Client that a Source uses. It is safe for concurrent
// use.
type Client interface {
	HeadObject(context.Context, *s3.HeadObjectInput, ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

// Source is one object in S3 as it was at one time. It is safe for concurrent
// use and holds no resources.
type Source struct {
	client      Client
	bucket, key string
	size        int64
	etag        string
	mode        types.ChecksumMode
	options     []func(*s3.Options) // of each GetObject
}

// An Option changes how a Source asks.
type Option func(*Source)

// WithResponseChecksums asks the store for the checksum of what it sends, and has
// the SDK compare it, whatever the client's ResponseChecksumValidation is. Wrong bytes
// are then an error of the stream, at its end; the readers of strategies report it.
//
// Stores keep checksums of whole objects and send none with a part of one: only
// streams over the whole object are checked, and of objects that were uploaded in
// parts only those with a checksum of the whole (FULL_OBJECT). It is off by default:
// there are stores that send the whole object's checksum with a range, and then right
// bytes are refused.
func WithResponseChecksums() Option {
	return func(s *Source) {
		s.mode = types.ChecksumModeEnabled
		s.options = append(s.options, quiet)
	}
}

var _ strategies.Source = (*Source)(nil)

// Open learns the object's size and ETag with one HeadObject. An object that is
// not there is an error that wraps the SDK's.
func Open(ctx context.Context, client Client, bucket, key string, opts ...Option) (*Source, error) {
	head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, fmt.Errorf("s3source: %s/%s: head: %w", bucket, key, err)
	}
	if head.ContentLength == nil || *head.ContentLength < 0 || aws.ToString(head.ETag) == "" {
		return nil, fmt.Errorf("s3source: %s/%s: head: size %s, ETag %s; need both",
			bucket, key, render(head.ContentLength), render(head.ETag))
	}
	return New(client, bucket, key, *head.ContentLength, *head.ETag, opts...), nil
}

// New is Open for a caller that knows the object's size in bytes and its ETag,
// quotes included as the store gave it. It sends nothing. It panics if size is
// negative or etag empty: without one, two versions could be mixed.
func New(client Client, bucket, key string, size int64, etag string, opts ...Option) *Source {
	if size < 0 || etag == "" {
		panic(fmt.Sprintf("s3source: New with size %d and ETag %q: need size >= 0 and an ETag", size, etag))
	}
	s := &Source{client: client, bucket: bucket, key: key, size: size, etag: etag}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Size is the object's length in bytes.
func (s *Source) Size() int64 { return s.size }

// Open streams length bytes from off with one GetObject; length < 0, or past the
// end, means to the end. Zero bytes cost no request. An offset outside
// 0 to Size is an error, as is any reply that is not exactly the range asked for.
func (s *Source) Open(ctx context.Context, off, length int64) (io.ReadCloser, error) {
	if off < 0 || off > s.size {
		return nil, fmt.Errorf("s3source: %s/%s: open at byte %d: not in an object of %d bytes", s.bucket, s.key, off, s.size)
	}
	if ctx.Err() != nil { // also where no request would notice
		return nil, fmt.Errorf("s3source: %s/%s: open at byte %d: %w", s.bucket, s.key, off, context.Cause(ctx))
	}
	want := byteRange{from: off, to: s.size, total: s.size, open: length < 0}
	if length >= 0 && length < s.size-off {
		want.to = off + length
	}
	if want.from == want.to {
		return http.NoBody, nil
	}
	body, err := s.get(ctx, want)
	if err != nil {
		return nil, fmt.Errorf("s3source: %s/%s: open %s: %w", s.bucket, s.key, want, err)
	}
	return body, nil
}

// quiet keeps the SDK from logging a line for every reply without a checksum that it
// can compare: a part of an object has none.
func quiet(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true }

func (s *Source) get(ctx context.Context, want byteRange) (io.ReadCloser, error) {
	reply, err := s.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket:  &s.bucket,
		Key:     &s.key,
		Range:   aws.String(want.header()),
		IfMatch: &s.etag,

		ChecksumMode: s.mode,
	}, s.options...)
	if err != nil {
		return nil, s.changed(err)
	}
	if err := s.check(reply, want); err != nil {
		reply.Body.Close()
		return nil, err
	}
	return reply.Body, nil
}
