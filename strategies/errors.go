package strategies

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
)

// ErrClosed is wrapped by the error of every ReadAt that a Close preceded or
// cut short, or the end of the reader's context ([WithContext]). It wraps fs.ErrClosed.
var ErrClosed = fmt.Errorf("reader is closed: %w", fs.ErrClosed)

// ErrChanged is wrapped by the error of a [Source]'s Open that found another
// object than the source was made for. No later Open will find the old one.
var ErrChanged = errors.New("object has changed")

// contextEnded is the error of calls that the end of the reader's context preceded or
// cut short.
type contextEnded struct{ cause error }

func (e contextEnded) Error() string { return "the reader's context has ended: " + e.cause.Error() }

// Unwrap gives the context's cause and ErrClosed: the reader is.
func (e contextEnded) Unwrap() []error { return []error{e.cause, ErrClosed} }

var (
	errNegativeOffset = errors.New("negative offset")
	errBadCount       = errors.New("stream returned an impossible byte count")
	errNoStream       = errors.New("open returned neither a stream nor an error")
	errStopped        = errors.New("the source ended the goroutine that read from it")
)

// permanent tells whether an error will be the same when the call is made again: the
// object has changed, the reader is closed, the error says so itself, or it is a
// reply with a status that does, as those of the AWS SDK are.
func permanent(err error) bool {
	if errors.Is(err, ErrChanged) || errors.Is(err, ErrClosed) {
		return true
	}
	var says interface{ RetryableError() bool }
	if errors.As(err, &says) {
		return !says.RetryableError()
	}
	var reply interface{ HTTPStatusCode() int }
	if !errors.As(err, &reply) {
		return false
	}
	switch reply.HTTPStatusCode() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone,
		http.StatusPreconditionFailed, http.StatusRequestedRangeNotSatisfiable:
		return true
	}
	return false
}

// final marks a permanent error for an uploader. The AWS SDK takes an error of a
// request's body for that of the connection, and sends each part three times; this
// method is how it asks.
type final struct{ error }

func (f final) Unwrap() error { return f.error }

// RetryableError is false: see [Reader].
func (final) RetryableError() bool { return false }

// notEOF keeps a failure from being taken for the end of the object. Causes that
// wrap io.EOF are common: net/http reports a connection lost before the reply
// as `Get "...": EOF`.
func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w (%v)", io.ErrUnexpectedEOF, err)
	}
	return err
}
