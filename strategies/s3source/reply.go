package s3source

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	if err := s.checkETag(reply.ETag); err != nil {
		return err
	}
	if got := render(reply.ContentRange); got != want.contentRange() {
		return fmt.Errorf("reply has Content-Range %s; want %s", got, want.contentRange())
	}
	if got, n := render(reply.ContentLength), strconv.FormatInt(want.to-want.from, 10); got != n {
		return fmt.Errorf("reply has Content-Length %s; want %s", got, n)
	}
	return nil
}

// checkETag tells another object from a reply that does not say which one it is of.
func (s *Source) checkETag(etag *string) error {
	switch got := aws.ToString(etag); {
	case got == s.etag:
		return nil
	case got == "":
		return unverifiable{fmt.Errorf("reply has ETag none; want %s: without one, versions cannot be told apart", s.etag)}
	case strings.TrimPrefix(got, weak) == strings.TrimPrefix(s.etag, weak):
		return unverifiable{fmt.Errorf("reply has ETag %s; want %s: the object may be the same, but a weak ETag does not say so of its bytes", got, s.etag)}
	default:
		return fmt.Errorf("%w: ETag %s; want %s", ErrChanged, got, s.etag)
	}
}

// weak begins an ETag that equal bytes share with others (RFC 9110, 8.8.1).
const weak = "W/"

// unverifiable is the error of a reply without which version it is of. The store's next
// reply will be the same.
type unverifiable struct{ error }

// RetryableError is false; see strategies.Reader.
func (unverifiable) RetryableError() bool { return false }

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
// If-Match never holds with a weak ETag (RFC 9110, 13.1.1), and so says nothing.
func (s *Source) changed(err error) error {
	var reply interface{ HTTPStatusCode() int }
	if !errors.As(err, &reply) {
		return err
	}
	status := reply.HTTPStatusCode()
	if status == http.StatusPreconditionFailed && strings.HasPrefix(s.etag, weak) {
		return fmt.Errorf("the store compares the weak ETag %s and does not take it for the same; the object may be: %w", s.etag, err)
	}
	switch status {
	case http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable:
		return fmt.Errorf("%w: %w", ErrChanged, err)
	}
	return err
}
