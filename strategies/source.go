package strategies

import (
	"context"
	"io"
)

// A Source gives streams over one immutable object.
//
// Immutable means that all streams, whenever opened, show the same bytes; a
// store in which the object can be replaced has to make such an Open fail
// instead, with an error that wraps [ErrChanged] (S3: If-Match). All methods are
// safe for concurrent use.
type Source interface {
	// Size is the object's length in bytes. It never changes.
	Size() int64

	// Open streams length bytes from off; length < 0 means to the end. The
	// readers of this package ask for ranges inside the object only.
	//
	// The context spans the stream's whole life, not just the call: once it is
	// cancelled, Open and the stream's Read return soon, with an error, and an
	// Open that comes later fails. The stream is used by one goroutine at a
	// time, with one exception: Close may come during a Read that has brought
	// nothing for too long ([WithStall]), after the context was cancelled, and
	// should end it. It is closed exactly once. It may deliver
	// fewer or more bytes than asked for, in pieces of any size; the readers of
	// this package resume one that delivers fewer ([Resuming]).
	Open(ctx context.Context, off, length int64) (io.ReadCloser, error)
}

// A Reader gives random access to one object until it is closed. It has the
// method set of containerd's content.ReaderAt.
//
// All methods are safe for concurrent use. ReadAt keeps to [io.ReaderAt]: it
// fills p or returns an error with the n bytes it has, and holds on to p no
// longer than the call. A negative offset is an error, one at or past the end
// is io.EOF, and an empty p inside the object is answered without a request. A
// stream that breaks is resumed where it stopped ([Resuming], [WithResumes])
// before it is an error.
//
// A stream that has delivered the last byte that was asked of it, a range's or the
// object's, is read on to its io.EOF before a call succeeds, so that an error which
// comes with or after that byte is not lost: wrong bytes are reported there where
// the client compares checksums. The call returns it; n does not count the bytes
// that came last, and so io.ReadFull does not drop it either. One byte more is read
// at most: a stream that goes on, because its source ignores lengths, is closed
// where it is. Where a stream stands in mid-object and is kept, its error is that of
// the next call that reads from it.
//
// An error that will be the same next time says RetryableError() bool { return
// false }, as the AWS SDK's retryers ask: [ErrClosed], [ErrChanged], a negative
// offset, and a cause that says so itself or is a reply with the status 401, 403,
// 404, 410, 412 or 416. Without it the SDK would send a part whose bytes cannot be
// had three times.
//
// Close ends what is in flight by cancelling the context its streams were
// opened with; those calls, and all later ones, fail with [ErrClosed] unless
// their bytes were there already. Close may be called any number of times. It
// returns nil: the streams were only read, so an error in closing them has
// cost no byte. Once Close and all calls have returned, no stream is open.
//
// Close has to be called when the upload that reads from it is cancelled, too:
// nothing else tells a reader of that, and its calls go on waiting for the source. Or
// give it the upload's context ([WithContext]).
type Reader interface {
	io.ReaderAt
	io.Closer
	// Size is the object's length in bytes.
	Size() int64
}
