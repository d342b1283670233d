package strategies_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"readeratbench/strategies"
)

// status is a reply that the AWS SDK would report.
type status int

func (s status) Error() string       { return fmt.Sprintf("status %d", int(s)) }
func (s status) HTTPStatusCode() int { return int(s) }

// retryable is an error that says whether it is.
type retryable bool

func (r retryable) Error() string        { return fmt.Sprintf("retryable: %t", bool(r)) }
func (r retryable) RetryableError() bool { return bool(r) }

// isFinal tells whether the AWS SDK would send a part again for err, judging as its
// retryers do.
func isFinal(err error) bool {
	var says interface{ RetryableError() bool }
	return errors.As(err, &says) && !says.RetryableError()
}

// causes are what an Open can fail with, and whether the next will fail with it too.
var causes = map[error]bool{
	errBoom:                           false,
	context.Canceled:                  false,
	status(400):                       false,
	status(401):                       true,
	status(403):                       true,
	status(404):                       true,
	status(410):                       true,
	status(412):                       true,
	status(416):                       true,
	status(429):                       false,
	status(500):                       false,
	status(503):                       false,
	retryable(true):                   false,
	retryable(false):                  true,
	fmt.Errorf("s3: %w", status(404)): true,
	fmt.Errorf("s3: %w", strategies.ErrChanged): true,
}

// A permanent error says so to an uploader, is that of every call, and is not tried
// again where a stream is resumed; another error leaves both to be tried.
func TestPermanentErrors(t *testing.T) {
	for cause, permanent := range causes {
		t.Run(cause.Error(), func(t *testing.T) {
			bubbles(t, func(t *testing.T, newReader func(strategies.Source) strategies.Reader) {
				src := newFake(content(100))
				src.onOpen = func(context.Context, int) error { return cause }
				r := newReader(src)
				got := <-read(r, 10, 20)
				if got.n != 0 || !errors.Is(got.err, cause) || isFinal(got.err) != permanent {
					t.Errorf("ReadAt = %d, %v, final: %t; want 0, %v, %t", got.n, got.err, isFinal(got.err), cause, permanent)
				}
				r.Close()
				src.settled(t)
			})
			synctest.Test(t, func(t *testing.T) {
				src := newFake(content(100))
				src.shape = breakFirst(1, 7, errBoom)
				src.onOpen = func(_ context.Context, i int) error {
					if i > 0 {
						return cause
					}
					return nil
				}
				r := strategies.NewMutex(src)
				got := <-read(r, 40, 20)
				if got.n != 7 || !errors.Is(got.err, cause) || isFinal(got.err) != permanent {
					t.Errorf("ReadAt = %d, %v, final: %t; want 7, %v, %t", got.n, got.err, isFinal(got.err), cause, permanent)
				}
				if opens := len(src.opens()); permanent && opens != 2 || !permanent && opens < 3 {
					t.Errorf("%d requests; want 2 and no more: %t", opens, permanent)
				}
				r.Close()
			})
		})
	}
}

// Neither a closed reader nor a negative offset gets better by trying again.
func TestMisuseIsPermanent(t *testing.T) {
	each(t, func(t *testing.T, s strategies.Strategy) {
		r := s.New(newFake(content(100)))
		if got := <-read(r, 10, -1); !isFinal(got.err) {
			t.Errorf("ReadAt at -1 = %v; want RetryableError() false", got.err)
		}
		r.Close()
		if got := <-read(r, 10, 20); !isFinal(got.err) || !errors.Is(got.err, strategies.ErrClosed) {
			t.Errorf("ReadAt after Close = %v; want ErrClosed and RetryableError() false", got.err)
		}
	})
}
