package readeratest

// A rule is one case of the suite: the sentence it defends, who says it, and the
// check.
type rule struct {
	name   string
	text   string
	source string
	// blackBox rules need neither a source nor a fresh reader.
	blackBox bool
	// closers holds only for readers that are an io.Closer.
	closers bool
	check   func(*session)
}

const (
	byReaderAt = "io.ReaderAt"
	byReader   = "io.Reader"
	byEOF      = "io.EOF"
	bySuite    = "this suite"
)

// rules is the table that drives [TestReaderAt], [Check] and [Run], in the order
// of the checks: positions come first, since a stale one shows on a fresh reader
// only.
var rules = []rule{
	// A ReaderAt has no seek offset that a call could change or depend on.
	{name: "no-shared-position", text: "what a call returns does not depend on the calls before it",
		source: byReaderAt, blackBox: true, check: checkPosition},
	// Bytes from elsewhere are the one mistake that is not noticed in time.
	{name: "right-bytes", text: "a read inside the object returns all of its bytes, and they are those at its offset",
		source: byReaderAt, blackBox: true, check: checkRightBytes},
	// Here ReadAt is stricter than Read.
	{name: "short-read-has-error", text: "n < len(p) comes with an error that says why",
		source: byReaderAt, blackBox: true, check: checkShort},
	// Callers compare with ==, so that a wrapped io.EOF is not the end.
	{name: "eof-past-end", text: "a read that reaches past the end returns the bytes there are and io.EOF itself",
		source: byEOF, blackBox: true, check: checkEnd},
	// A false end makes a truncated copy look complete.
	{name: "eof-only-at-end", text: "io.EOF comes only with the object's last byte or past it",
		source: byEOF, blackBox: true, check: checkFalseEnd},
	// No byte is missing from an empty p.
	{name: "empty-read", text: "an empty p inside the object gives 0, nil; at or past the end, nil or io.EOF",
		source: bySuite, blackBox: true, check: checkEmpty},
	// As bytes.Reader, strings.Reader, os.File and io.SectionReader have it.
	{name: "negative-offset", text: "a negative offset gives n = 0 and an error, and changes nothing",
		source: bySuite, blackBox: true, check: checkNegative},
	// All of p may be used as scratch space, and nothing else.
	{name: "within-buffer", text: "nothing outside of p[0:len(p)] is written, whatever the capacity",
		source: byReaderAt, blackBox: true, check: checkWalk(script{}, 30, trespassed)},
	// After the call p is the caller's again.
	{name: "lets-go-of-buffer", text: "p is neither written nor read once the call has returned",
		source: byReaderAt, blackBox: true, check: checkRelease},
	// The documentation allows clients parallel calls on one source.
	{name: "parallel-calls", text: "calls at the same time return what each would alone",
		source: byReaderAt, blackBox: true, check: checkParallel},

	// The same, without luck: the suite holds the callers and decides the order.
	{name: "interleaved-calls", text: "calls that meet in any order of their Opens and Reads return what each would alone",
		source: byReaderAt, check: checkInterleaved},
	// Streams need not be safe for concurrent use, and few are.
	{name: "one-goroutine-a-stream", text: "a stream is read by one goroutine at a time",
		source: byReader, check: checkAlone},
	// One Read may return fewer bytes than asked for.
	{name: "survives-half-reads", text: "streams that deliver in small pieces change nothing",
		source: byReader, check: checkStreams(script{half: true}, script{most: 1}, script{most: 1000})},
	// The last bytes may come with io.EOF or before it.
	{name: "survives-eof-with-data", text: "streams that deliver the last bytes together with io.EOF change nothing",
		source: byReader, check: checkStreams(script{eofWithData: true}, script{eofWithData: true, half: true})},
	// "Callers should treat a return of 0 and nil as indicating that nothing happened".
	{name: "survives-empty-reads", text: "streams that now and then return 0, nil change nothing",
		source: byReader, check: checkStreams(script{pauses: true}, script{pauses: true, most: 1000})},
	// What failed is said, and is over with the call.
	{name: "survives-open-error", text: "an Open that fails, once or for good, gives right bytes or an error, and the next call works",
		source: bySuite, check: checkFaults(script{failOpens: 1}, script{failOpens: 1}, script{failOpens: 3}, script{failOpens: forGood})},
	// Retries are welcome, from the right offset.
	{name: "survives-broken-stream", text: "a stream that breaks gives right bytes or an error, and the next call works",
		source: bySuite, check: checkFaults(broken(5, false),
			broken(0, false), broken(1, false), broken(7, false), broken(7, true), broken(1000, false), again(2), again(3))},
	// net/http without a Content-Length, and many a wrapper, end like that.
	{name: "truncation-is-not-end", text: "a stream that ends too soon gives right bytes or an error that is not io.EOF, and the next call works",
		source: bySuite, check: checkFaults(truncated(5), truncated(0), truncated(1), truncated(7), truncated(1000))},

	// io.Closer leaves a second Close undefined; deferred ones are common.
	{name: "close-twice", text: "Close may be called again, and at the same time, without a panic or a hang",
		source: bySuite, closers: true, check: checkCloseTwice},
	// A caller of Close does not want to wait for a server that is silent.
	{name: "close-ends-reads", text: "Close ends the reads that wait for the source, and returns",
		source: bySuite, closers: true, check: checkCloseEndsReads},
	// Close comes from another goroutine, when something else has failed.
	{name: "close-beside-reads", text: "a read that Close meets returns right bytes or an error that is not io.EOF",
		source: bySuite, closers: true, check: checkCloseBesideReads},
	// A reader that reopens after Close leaks what it opens.
	{name: "no-read-after-close", text: "no read inside the object succeeds after Close",
		source: bySuite, closers: true, check: checkAfterClose(expectNoRead)},
	// A copy cut short by Close must not look complete.
	{name: "not-eof-after-close", text: "no read inside the object returns io.EOF after Close",
		source: bySuite, closers: true, check: checkAfterClose(expectNotEOF)},
	// Every stream is a connection.
	{name: "closes-streams", text: "once the reader is closed, if it can be, and all calls have returned, no stream is open",
		source: bySuite, check: checkClosesStreams},
}
