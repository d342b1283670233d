package defects

import "readeratbench/strategies"

// All returns the unsound strategies, in the order of their history. The slice
// is the caller's.
func All() []strategies.Strategy {
	const crashes = "it crashes under concurrent callers"
	return []strategies.Strategy{
		{
			Name: "offset-ignored", Summary: "UNSOUND: one stream, no lock, and every one starts at byte 0 (before buildkit PR #5597)", New: plain(NewOffsetIgnored),
			Kind: strategies.Defect, Family: "mutex", Unmeasured: crashes,
		},
		{
			Name: "unsynchronised", Summary: "UNSOUND: one stream, no lock (before buildkit PR #6675)", New: plain(NewUnsynchronised),
			Kind: strategies.Defect, Family: "mutex", Unmeasured: crashes,
		},
		{
			Name: "merged", Summary: "UNSOUND: one stream behind a lock, stale offset (buildkit PR #6675)", New: plain(NewMerged),
			Kind: strategies.Defect, Lock: strategies.LockAcrossIO, RequestPerCall: true, Family: "mutex",
		},
		{
			Name: "contentutil", Summary: "UNSOUND: one stream that seeks, no lock (the direction of buildkit PR #3993)", New: plain(strategies.NewContentutil),
			// Callers read from each other's streams, and past the object's end: what
			// arrives is wrong, where the upload does not fail.
			Kind: strategies.Defect, RequestPerCall: true, Family: "mutex", ConcurrentLimit: -1,
		},
	}
}

func plain[R strategies.Reader](construct func(strategies.Source, ...strategies.Option) R) func(strategies.Source, ...strategies.Option) strategies.Reader {
	return func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
		return construct(src, opts...)
	}
}
