// Package defects keeps readers that are wrong, as evidence. Never use them: they
// crash, and they copy wrong bytes without an error.
//
// Three show, by behaviour and not by code, what BuildKit's S3 cache handed to the
// AWS uploader, in their order: [NewOffsetIgnored] before moby/buildkit PR #5597,
// which opened every stream at byte 0; [Unsynchronised] as reported in #6674; and
// [Merged] as PR #6675 (commit b0e7d805e) left it, with a lock and nothing else
// changed. All have three defects:
//
//  1. After reopening, the stored offset is not set to the new stream's; it only
//     grows. A later call whose offset happens to equal it gets bytes from
//     somewhere else, with a nil error.
//  2. A stream that returns half of a read ends the call: n < len(p), nil error.
//  3. A read after Close returns io.EOF, so that a truncated copy looks complete.
//
// Without the lock, concurrent callers also close, lose and share each other's
// stream: a nil pointer crash, or more wrong bytes. [NewMended] is Merged with the
// smallest changes that mend each of the three; README.md has what they buy.
//
// The fourth is strategies.Contentutil without a lock, the direction of #3993: right
// for one caller, while two move its stream under each other.
package defects
