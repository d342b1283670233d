// Package peers runs the conformance suite readeratest against readers that
// nobody here wrote, and says what it finds in them. It is a module of its own
// so that what these readers depend on stays out of the main go.mod.
//
// A peer is run twice where it can be: through the glass box, over a source that
// the suite owns and breaks on purpose, and through the black box, over HTTP from
// the fake S3 of the benchmarks. The adapters that carry the suite's source to
// what a peer speaks (HTTP, osio's KeyStreamerAt, containerd's Fetcher) keep to
// the contracts of what they stand for, and are checked by passing known-correct
// readers through them.
//
// The findings are in README.md, which the tests write (-update) and compare.
// They fail when a peer, or the suite, changes its mind.
package peers
