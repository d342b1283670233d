package strategies

// A Strategy is a named way to make a Reader.
type Strategy struct {
	// Name is the value of the benchmarks' reader= key: lower case, without
	// blank, slash, comma or percent sign.
	Name string
	// Summary is one line for tables.
	Summary string
	// New makes a reader over a source. It opens nothing.
	New func(Source, ...Option) Reader
}

// All returns the sound strategies, always in the same order. The slice is the
// caller's.
func All() []Strategy {
	stateless, pooled := plain(NewStateless), plain(NewPooled)
	return []Strategy{
		{"mutex", "one stream behind a lock, reopened whenever the offset jumps", plain(NewMutex)},
		{"stateless", "one exact-range request a call", stateless},
		{"stateless-open-ended", "one request a call for all to the object's end, thrown away once p is full", plain(newStatelessOpenEnded)},
		{"stateless-locked", "stateless, one call at a time", behindLock(stateless)},
		{"pooled", "a bounded pool of streams, each kept where it stopped", pooled},
		{"pooled-locked", "pooled, one call at a time", behindLock(pooled)},
		{"contentutil-locked", "mutex in the shape of contentutil: one stream that seeks, one call at a time", behindLock(plain(NewContentutil))},
		{"readahead", "blocks fetched ahead of everyone who reads on", plain(NewReadahead)},
		{"reopen-at-0", "mutex, but a stream can start at byte 0 only: what is before the offset is discarded", plain(newReopenAt0)},
	}
}

func plain[R Reader](construct func(Source, ...Option) R) func(Source, ...Option) Reader {
	return func(src Source, opts ...Option) Reader { return construct(src, opts...) }
}

func behindLock(construct func(Source, ...Option) Reader) func(Source, ...Option) Reader {
	return func(src Source, opts ...Option) Reader {
		return Locked(construct(src, opts...), NewConfig(opts...).NewLocker())
	}
}
