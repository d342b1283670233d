package strategies

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ErrClosed is wrapped by the error of every ReadAt that a Close preceded or
// cut short. It wraps fs.ErrClosed.
var ErrClosed = fmt.Errorf("reader is closed: %w", fs.ErrClosed)

// ErrChanged is wrapped by the error of a [Source]'s Open that found another
// object than the source was made for. No later Open will find the old one.
var ErrChanged = errors.New("object has changed")

var (
	errNegativeOffset = errors.New("negative offset")
	errBadCount       = errors.New("stream returned an impossible byte count")
	errNoStream       = errors.New("open returned neither a stream nor an error")
	errStopped        = errors.New("the source ended the goroutine that read from it")
)

// notEOF keeps a failure from being taken for the end of the object. Causes that
// wrap io.EOF are common: net/http reports a connection lost before the reply
// as `Get "...": EOF`.
func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w (%v)", io.ErrUnexpectedEOF, err)
	}
	return err
}
