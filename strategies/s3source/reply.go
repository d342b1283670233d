package s3source

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// byteRange is a range of bytes, never empty.
type byteRange struct {
	from, to int64 // to is exclusive
	total    int64 // of the object
	open     bool  // asked for without naming its end
}

// header is the range as a Range header.
func (r byteRange) header() string {
	if r.open {
		return fmt.Sprintf("bytes=%d-", r.from)
	}
	return fmt.Sprintf("bytes=%d-%d", r.from, r.to-1)
}

// contentRange is the range as a reply has to give it.
func (r byteRange) contentRange() string {
	return fmt.Sprintf("bytes %d-%d/%d", r.from, r.to-1, r.total)
}

func (r byteRange) String() string { return fmt.Sprintf("bytes %d-%d", r.from, r.to-1) }

// check compares a reply with what was asked. The ETag comes first: the range of
// another object means nothing.
func (s *Source) check(reply *s3.GetObjectOutput, want byteRange) error {
	if got := render(reply.ETag); got != s.etag {
		return fmt.Errorf("%w: ETag %s; want %s", ErrChanged, got, s.etag)
	}
	if got := render(reply.ContentRange); got != want.contentRange() {
		return fmt.Errorf("reply has Content-Range %s; want %s", got, want.contentRange())
	}
	if got, n := render(reply.ContentLength), strconv.FormatInt(want.to-want.from, 10); got != n {
		return fmt.Errorf("reply has Content-Length %s; want %s", got, n)
	}
	return nil
}

// render gives a header field of a reply, which may be missing.
func render[T any](field *T) string {
	if field == nil {
		return "none"
	}
	return fmt.Sprint(*field)
}

// changed marks the store's own ways to say that this is another object: If-Match
// did not hold or, where the store does not know If-Match, there is no such range
// any more. The status is looked at, not the error code: not every store sends one.
func changed(err error) error {
	var reply interface{ HTTPStatusCode() int }
	if !errors.As(err, &reply) {
		return err
	}
	switch reply.HTTPStatusCode() {
	case http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable:
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	return err
}
