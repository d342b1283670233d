package peers

// verdict says how often a rule is found broken.
type verdict int

const (
	never     verdict = iota
	always            // in every run
	sometimes         // where the schedule has it so: allowed, not asked for
)

// A finding is a rule that a peer breaks.
type finding struct {
	rule, by     string // by: who says so, as the suite has it
	glass, black verdict
	after        string // what the suite did before
	got          string // part of what the report says then; checked against it
	why          string // what in the peer does it, and how much it matters
}

func (f finding) in(box string) verdict {
	if box == "glass" {
		return f.glass
	}
	return f.black
}

const (
	readerAt = "io.ReaderAt"
	reader   = "io.Reader"
	eof      = "io.EOF"
	suite    = "this suite"
)

const (
	followsRefusal = "Follows from refusing every offset but the next."
	followsLock    = "Follows from the missing lock: the case has two callers."
)

// record is what is known, by peer; one that is not here breaks nothing.
var record = map[string][]finding{
	"osio.Reader": {
		{"negative-offset", suite, always, always,
			"fresh reader", "ReadAt(8 bytes, -1) = 7, EOF",
			"The block is copied to where the offset says, p[1:], and its bytes are counted: n > 0 for an offset that does not exist."},
		{"truncation-is-not-end", suite, always, never,
			"a body that is cut short", "ReadAt(1 bytes, 35000) = 0, EOF",
			"srcReadAt and getRange turn io.ErrUnexpectedEOF into io.EOF and cache the short block: until it is evicted, reads of it " +
				"end there, and one that runs into the next block counts that block's bytes without the gap, so p[:n] is not the object's."},
	},
	"httpreaderat.HTTPReaderAt": {
		{"truncation-is-not-end", suite, always, never,
			"a body that is cut short", "ReadAt(1 bytes, 35000) = 0, EOF",
			"readAt turns io.ErrUnexpectedEOF into io.EOF: a connection lost in the middle of a body looks like the end of the object. " +
				"The next call works."},
	},
	"minio.Object": {
		{"negative-offset", suite, always, always,
			"fresh reader", "ReadAt(1 bytes, -1) = 1, <nil>",
			"While the size is unknown (no Stat or Seek before) the offset is not looked at, and the error of SetRange is dropped: " +
				"what comes back is the range of the request before, or the object's head."},
		{"survives-open-error", suite, always, never,
			"a request that failed; the source is healthy again", `ReadAt(1 bytes, 35000) = 0, Get "http://source.invalid/bucket/object": readeratest: this Open was told to fail`,
			"By design: the error is kept (\"Save the error for future calls\") and every later ReadAt returns it; get a new Object. " +
				"MaxRetries, 1 here and 10 by default, makes it rarer."},
		{"survives-broken-stream", suite, always, never,
			"a body that broke; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, readeratest: this stream was told to break",
			"As above. A body that has begun is not retried."},
		{"truncation-is-not-end", suite, always, never,
			"a body that was cut short; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, unexpected EOF",
			"As above. The error itself is right: io.ErrUnexpectedEOF, never io.EOF."},
		{"close-ends-reads", suite, always, never,
			"Close during a ReadAt that waits for the server", "ReadAt(40 bytes, 0), Close() did not return",
			"Close takes the lock that ReadAt holds before it cancels anything. Cancelling the context given to GetObject ends the read."},
	},
	"httprs.HttpReadSeeker": {
		{"eof-past-end", eof, always, always,
			"fresh reader", "ReadAt(1 bytes, 70001) = 0, Invalid range",
			"Documented: \"May return ErrInvalidRange\". A caller that waits for io.EOF does not get it."},
		{"negative-offset", suite, always, never,
			"fresh reader", "ReadAt(1 bytes, -1) = 1, <nil>",
			"Sends \"bytes=--1\" and takes the 200 of a server that ignores such a range for the answer; later reads nearby are then " +
				"skipped to from a wrong position. gofakes3 refuses the range, so the black box does not show it."},
		{"survives-broken-stream", suite, always, never,
			"a body that broke; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, readeratest: this stream was told to break",
			"The broken body is kept and read again by the next call at that offset; a read elsewhere opens a new one."},
		{"truncation-is-not-end", suite, always, never,
			"a body that was cut short; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, unexpected EOF",
			"As above. The error itself is right: io.ErrUnexpectedEOF, not io.EOF."},
	},
	"bufra.BufReaderAt": {
		{"eof-past-end", eof, always, always,
			"after a read at 2^63-9", "ReadAt(9 bytes, 9223372036854775807) = 0, <nil>",
			"The end of the block overflows, and the block, which it holds already, counts as read: nothing and no error."},
		{"negative-offset", suite, always, always,
			"fresh reader", "ReadAt(1 bytes, -1): panic: runtime error: slice bounds out of range [-1:]",
			"The offset is not checked before it becomes an index."},
		{"survives-open-error", suite, always, never,
			"a read below that failed; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, EOF",
			"The buffer counts as filled, with no bytes: reads in it say io.EOF in the middle of the object until it moves."},
		{"survives-broken-stream", suite, always, never,
			"a read below that broke; the source is healthy again", "ReadAt(1 bytes, 35000) = 0, EOF",
			"As above."},
		{"truncation-is-not-end", suite, always, never,
			"a read below that was cut short (io.ErrUnexpectedEOF); the source is healthy again", "ReadAt(1 bytes, 35000) = 0, EOF",
			"As above."},
	},
	"contentutil.FromFetcher, no Seek": {
		{"no-shared-position", readerAt, always, always,
			"ReadAt(8 bytes, 0)", "unsupported offset",
			"Reads on from where the last call ended and refuses any other offset, with an error and not with wrong bytes."},
		{"right-bytes", readerAt, always, always, "ReadAt(1 bytes, 0)", "unsupported offset", followsRefusal},
		{"eof-past-end", eof, always, always, "fresh reader", "ReadAt(1 bytes, 70001) = 0, unsupported offset", followsRefusal},
		{"empty-read", suite, always, always, "ReadAt(3 bytes, 0)", "unsupported offset", followsRefusal},
		{"negative-offset", suite, always, always, "negative offsets, all refused", "ReadAt(8 bytes, 23333) = 0, unsupported offset", followsRefusal},
		{"parallel-calls", readerAt, always, always, "5 callers", "unsupported offset", followsRefusal},
		{"interleaved-calls", readerAt, always, never, "two callers", "unsupported offset", followsRefusal},
		{"one-goroutine-a-stream", reader, always, never,
			"two callers at the offset that is next", "2 goroutines at once in Read of stream 1",
			"No lock: both pass the check of the offset. One of them may return the other's bytes, with a nil error."},
		{"survives-half-reads", reader, always, never, "ReadAt(1 bytes, 0)", "unsupported offset", followsRefusal},
		{"survives-eof-with-data", reader, always, never, "ReadAt(1 bytes, 0)", "unsupported offset", followsRefusal},
		{"survives-empty-reads", reader, always, never, "ReadAt(1 bytes, 0)", "unsupported offset", followsRefusal},
		{"survives-open-error", suite, always, never, "fresh reader", "ReadAt(1 bytes, 35000) = 0, unsupported offset", followsRefusal},
		{"survives-broken-stream", suite, always, never, "fresh reader", "ReadAt(1 bytes, 35000) = 0, unsupported offset", followsRefusal},
		{"truncation-is-not-end", suite, always, never, "fresh reader", "ReadAt(1 bytes, 35000) = 0, unsupported offset", followsRefusal},
		{"close-beside-reads", suite, sometimes, never,
			"two callers at the offset that is next, and Close", "with wrong bytes",
			followsLock},
	},
	"contentutil.FromFetcher, Seek": {
		{"parallel-calls", readerAt, always, always,
			"5 callers", "with wrong bytes",
			"No lock around the check of the offset, Seek and Read: one caller moves the stream under another, whose bytes are " +
				"then another place's, with a nil error."},
		{"interleaved-calls", readerAt, always, never,
			"two callers at offset 100", "ReadAt(8 bytes, 100) = 8, <nil> with wrong bytes from 100 on: they are those of offset 108",
			"As above, played step by step."},
		{"survives-half-reads", reader, sometimes, never, "two callers", "with wrong bytes", followsLock},
		{"survives-eof-with-data", reader, sometimes, never, "two callers", "with wrong bytes", followsLock},
		{"survives-empty-reads", reader, sometimes, never, "two callers", "with wrong bytes", followsLock},
		{"survives-open-error", suite, sometimes, never, "two callers", "with wrong bytes", followsLock},
		{"survives-broken-stream", suite, sometimes, never, "two callers", "with wrong bytes", followsLock},
		{"close-beside-reads", suite, sometimes, never, "two callers and Close", "with wrong bytes", followsLock},
	},
}

func onRecord(name string) []finding { return record[name] }
