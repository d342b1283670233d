package defects

import "readeratbench/strategies"

// All returns the unsound strategies, in the order of their history. The slice
// is the caller's.
func All() []strategies.Strategy {
	return []strategies.Strategy{
		{
			Name:    "offset-ignored",
			Summary: "UNSOUND: one stream, no lock, and every one starts at byte 0 (before buildkit PR #5597)",
			New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
				return NewOffsetIgnored(src, opts...)
			},
		},
		{
			Name:    "unsynchronised",
			Summary: "UNSOUND: one stream, no lock (before buildkit PR #6675)",
			New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
				return NewUnsynchronised(src, opts...)
			},
		},
		{
			Name:    "merged",
			Summary: "UNSOUND: one stream behind a lock, stale offset (buildkit PR #6675)",
			New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
				return NewMerged(src, opts...)
			},
		},
		{
			Name:    "contentutil",
			Summary: "UNSOUND: one stream that seeks, no lock (the direction of buildkit PR #3993)",
			New: func(src strategies.Source, opts ...strategies.Option) strategies.Reader {
				return strategies.NewContentutil(src, opts...)
			},
		},
	}
}
