// Package strategies holds ways to serve one remote object through an
// [io.ReaderAt] to many concurrent callers: one shared stream behind a lock
// ([Mutex]), one request a call ([Stateless]), a bounded pool of streams
// ([Pooled]), blocks fetched ahead ([Readahead]), and the controls that put a lock
// around some ([Locked]). Three more are what others have: a stateless one that
// cannot say how much it wants, one that can open at byte 0 only, and
// [Contentutil] behind a lock. The package needs nothing but the standard library of
// Go 1.25, so that it can be copied.
//
// They share one contract ([Reader]) and one way to the bytes ([Source]), and
// differ only in when they open streams and which calls wait for others. [All]
// lists them. All of them resume a stream that breaks in mid-body where it
// stopped ([Resuming]), until 10 s have passed without a byte ([WithOutage]); only
// what is left after that is one of the errors below.
//
// # Errors
//
// Every error but a bare io.EOF names the reader, what it did and the bytes it
// did it for, and wraps its cause, unless that is or wraps io.EOF:
//
//   - io.EOF, unwrapped: the call reached the end of the object. Nothing else
//     is ever reported as io.EOF, not even a cause that wraps it.
//   - [ErrClosed]: the reader was closed before or during the call. If its context
//     has closed it ([WithContext]), the context's cause is wrapped as well.
//   - [ErrChanged]: the source found another object than it was made for, for the
//     call's first byte or where a broken stream was to be resumed.
//   - io.ErrUnexpectedEOF: a stream ended before the object did.
//   - [ErrStalled]: a stream, or an Open, brought nothing for 30 s ([WithStall]).
//   - io.ErrNoProgress: a stream returned (0, nil) 100 times in a row.
//
// The reader stays usable after any of them but ErrClosed.
package strategies
