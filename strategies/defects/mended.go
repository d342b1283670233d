package defects

import "readeratbench/strategies"

// Mending is a set of the lines that mend [Merged].
type Mending uint

const (
	// MendOffset sets the stored offset where a stream is opened.
	MendOffset Mending = 1 << iota
	// MendShortRead compares what is left with nothing, not with what has come.
	MendShortRead
	// MendClose says after Close that the reader is closed.
	MendClose

	MendAll = MendOffset | MendShortRead | MendClose
)

// NewMended returns the merged reader with some of its defects mended, each by one
// line of reader.go: the smallest change to what was merged. README.md in this
// folder says what each line buys, and what none of them does: that is why all
// three do not make it one of strategies.All. Of the options it heeds
// strategies.WithLocker.
func NewMended(src strategies.Source, mending Mending, opts ...strategies.Option) *Merged {
	m := NewMerged(src, opts...)
	m.mending = mending
	return m
}

func (m Mending) has(line Mending) bool { return m&line != 0 }
