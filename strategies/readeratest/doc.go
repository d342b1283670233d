// Package readeratest tells whether an [io.ReaderAt] is right, which comes
// before how fast it is. It needs nothing but the standard library
// of Go 1.25.
//
// For a reader over streams that a source opens, [Run] and [Check] provide
// the [Source] and so decide how streams behave: they deliver in pieces, break,
// end too soon, or wait until told, so that two and three callers are stepped
// through the orders in which they can meet. For any other reader there is
// [TestReaderAt], which sees nothing but the reader and what it should contain.
//
// Each rule has a name that is part of this package's contract, a sentence, and
// a source: the documentation of io.ReaderAt, io.Reader or io.EOF, or this suite,
// where those say nothing and code that copies objects needs an answer. README.md
// lists them, beside the broken readers that each of them rejects.
//
// # Reports
//
// Each [Violation] shows the rule, what was done, what the result was, and a seed.
// The environment variable READERATEST_SEED, set to that number, repeats the
// random parts. Orders of callers that a lock of the reader's decides may differ
// all the same, and so may parallel-calls, which leaves the order to the
// scheduler. At most three violations of a rule are reported, and a reader that
// hangs is reported with the stacks of its callers after 10 s in which no call
// has ended (READERATEST_PATIENCE, a time.Duration, for other readers); in a
// bubble, after an hour of virtual time.
//
// # What it cannot find
//
//   - Races whose window does not span a call into the source, such as those of
//     readers in memory: no schedule can hold the window open. Run it with -race.
//     A goroutine of the reader's that panics takes the test with it.
//   - Writes to p that come some time after the call has returned, and goroutines
//     left behind: the first are caught when they come soon, the second never.
//   - A pool's mistakes that need it to be full: only if parallel-calls fills it.
//   - Wrong orders beyond the bounds: more than three callers, more than a few
//     reads each, more than 60 moves.
//   - What shows only in objects larger than about 70 kB, except with
//     [TestReaderAt] on a larger content: 32-bit offsets, many parts.
//   - What shows only on another network: timeouts, retries after minutes, a
//     server that ignores ranges or replaces the object.
//   - Whether Open is told the right length, how much memory is kept, and how
//     fast anything is.
package readeratest
