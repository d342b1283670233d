package strategies

// A Strategy is a named way to make a Reader, and what there is to know about it.
// Benchmarks, tables and pictures ask these fields; nothing is guessed from a name.
type Strategy struct {
	// Name is the value of the benchmarks' reader= key: lower case, without
	// blank, slash, comma or percent sign.
	Name string
	// Summary is one line for tables.
	Summary string
	// New makes a reader over a source. It opens nothing.
	New func(Source, ...Option) Reader

	// Kind says what the reader is there for.
	Kind Kind
	// Lock says which lock callers wait for while bytes move.
	Lock Lock
	// Unlocked names, for a reader with LockOutside, the one that it is without
	// that lock.
	Unlocked string
	// RequestPerCall: callers that read at once cost about one request for each
	// ReadAt. Sweeps end earlier for such a reader, since its cells take long.
	RequestPerCall bool
	// Family names readers that are drawn in one colour: "mutex", "stateless",
	// "pooled", "readahead"; "" is drawn like a reference.
	Family string
	// ConcurrentLimit is the size in bytes of the largest object that is measured
	// with callers that read at once. 0: no limit; negative: none is.
	ConcurrentLimit int64
	// Unmeasured is why no figures are published; "" if they are.
	Unmeasured string
	// Fit returns the options that the reader's documentation asks for with so many
	// concurrent callers, each in a part of so many bytes. Nil: none.
	Fit func(callers int, part int64) []Option
}

// Kind is what a reader is there for.
type Kind int

const (
	// Candidate is a reader that one could choose. It is compared in every table and
	// picture.
	Candidate Kind = iota
	// Control differs from a candidate in one cause only, to measure that cause.
	Control
	// Variant is a candidate's policy in another shape, as others have it. Sweeps
	// leave it out.
	Variant
	// Defect is kept as evidence; its copies may be wrong.
	Defect
	// Reference is no reader: what readers are compared with.
	Reference
)

// Lock is a lock that callers wait for while bytes move.
type Lock int

const (
	// NoLock: concurrent calls do not wait for each other.
	NoLock Lock = iota
	// LockAcrossIO: the reader's own, which it takes from [WithLocker].
	LockAcrossIO
	// LockOutside: around the reader ([Locked]), to measure what a lock costs.
	LockOutside
)

// All returns the sound strategies, always in the same order. The slice is the
// caller's.
func All() []Strategy {
	stateless, pooled := plain(NewStateless), plain(NewPooled)
	return []Strategy{
		{
			Name: "mutex", Summary: "one stream behind a lock, reopened whenever the offset jumps", New: plain(NewMutex),
			Lock: LockAcrossIO, RequestPerCall: true, Family: "mutex",
		},
		{
			Name: "stateless", Summary: "one exact-range request a call", New: stateless,
			RequestPerCall: true, Family: "stateless",
		},
		{
			Name: "stateless-open-ended", Summary: "one request a call for all to the object's end, thrown away once p is full", New: plain(newStatelessOpenEnded),
			Kind: Variant, RequestPerCall: true, Family: "stateless",
		},
		{
			Name: "stateless-locked", Summary: "stateless, one call at a time", New: behindLock(stateless),
			Kind: Control, Lock: LockOutside, Unlocked: "stateless", RequestPerCall: true, Family: "stateless",
		},
		{
			Name: "pooled", Summary: "a bounded pool of streams, each kept where it stopped", New: pooled,
			Family: "pooled", Fit: fit,
		},
		{
			Name: "pooled-locked", Summary: "pooled, one call at a time", New: behindLock(pooled),
			Kind: Control, Lock: LockOutside, Unlocked: "pooled", Family: "pooled",
		},
		{
			Name: "contentutil-locked", Summary: "mutex in the shape of contentutil: one stream that seeks, one call at a time", New: behindLock(plain(NewContentutil)),
			Kind: Variant, Lock: LockOutside, Unlocked: "contentutil", RequestPerCall: true, Family: "mutex",
		},
		{
			Name: "readahead", Summary: "blocks fetched ahead of callers that read on", New: plain(NewReadahead),
			Family: "readahead", Fit: fit,
		},
		{
			Name: "reopen-at-0", Summary: "mutex, but a stream can start at byte 0 only: what is before the offset is discarded", New: plain(newReopenAt0),
			// Each of the manager's calls would fetch the object up to its offset: 2,048
			// calls of 32 KiB, and so 64 GiB for 64 MiB.
			Kind: Variant, Lock: LockAcrossIO, Family: "mutex", ConcurrentLimit: 8 << 20,
		},
	}
}

// fit is what readers with streams and memory ask for, where it is more than the
// default: streams for each caller, and memory for two parts.
func fit(callers int, part int64) []Option {
	return []Option{
		WithStreams(max(3*callers, DefaultStreams)),
		WithMemory(max(2*int64(callers)*part, DefaultMemory)),
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

// With is the strategy with options of its own, which come after its callers'.
func (s Strategy) With(opts ...Option) Strategy {
	construct := s.New
	s.New = func(src Source, given ...Option) Reader {
		return construct(src, append(given[:len(given):len(given)], opts...)...)
	}
	return s
}
