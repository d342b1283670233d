// Package rows is the list of what figures are published of: the readers of
// strategies.All in their order, with the variants that the harness makes of them,
// the defects that can be measured, and the references.
package rows

import (
	"slices"

	"readeratbench/strategies"
	"readeratbench/strategies/defects"
)

// Row is the value of a reader= key and what there is to know about it. New is nil
// for references.
type Row struct {
	strategies.Strategy
	Barging bool // with a lock that whoever comes first may take
	Fitted  bool // with the options of Strategy.Fit
	GoMutex bool // with a sync.Mutex; on the real clock only
}

// The references, by name.
const (
	Stream = "stream" // one GET from front to back, no io.ReaderAt
	Memory = "memory" // the body is in memory: the upload alone
	Floor  = "floor"  // memory, and what any reader has to fetch before the first byte is sent
)

// Published are the rows of the default matrix, always in this order.
func Published() []Row {
	var all []Row
	for _, s := range strategies.All() {
		all = append(all, Row{Strategy: s})
		if s.Kind == strategies.Candidate && s.Lock == strategies.LockAcrossIO {
			all = append(all, Barging(s))
		}
	}
	for _, s := range defects.All() {
		if s.Unmeasured == "" {
			all = append(all, Row{Strategy: s})
		}
	}
	return append(all, References()...)
}

// References are what readers are compared with.
func References() []Row {
	var all []Row
	for _, r := range []struct{ name, summary string }{
		{Stream, "one GET from front to back, no io.ReaderAt"},
		{Memory, "the body is in memory already: the upload alone"},
		{Floor, "memory, and what any reader has to fetch before the first byte is sent"},
	} {
		all = append(all, Row{Strategy: strategies.Strategy{Name: r.name, Summary: r.summary, Kind: strategies.Reference}})
	}
	return all
}

// Compared are the rows that sweeps compare: candidates, controls and references.
func Compared() []Row {
	return slices.DeleteFunc(Published(), func(r Row) bool {
		return r.Kind == strategies.Variant || r.Kind == strategies.Defect
	})
}

// Candidates are the readers that one could choose, by their own locks.
func Candidates() []Row {
	return slices.DeleteFunc(Published(), func(r Row) bool { return r.Kind != strategies.Candidate || r.Barging })
}

// Barging is the strategy with a lock that whoever comes first may take.
func Barging(s strategies.Strategy) Row {
	s.Name += "-barging"
	s.RequestPerCall = false // one caller keeps the lock
	return Row{Strategy: s, Barging: true}
}

// GoMutex is the strategy with a sync.Mutex, as users have it.
func GoMutex(s strategies.Strategy) Row {
	s.Name += "-sync"
	return Row{Strategy: s, GoMutex: true}
}

// Fitted are the strategies whose documentation asks for options with so many
// callers and bytes of a part, with those options.
func Fitted(callers int, part int64) []Row {
	var all []Row
	for _, s := range strategies.All() {
		if s.Fit != nil {
			s = s.With(s.Fit(callers, part)...)
			s.Name += "-fitted"
			all = append(all, Row{Strategy: s, Fitted: true})
		}
	}
	return all
}

// Lookup finds the row of a reader= key, and one without properties where there is
// none: a reader that is measured from outside.
func Lookup(name string) Row {
	all := slices.Concat(Published(), Fitted(1, 1))
	for _, s := range strategies.All() {
		all = append(all, GoMutex(s))
	}
	if i := slices.IndexFunc(all, func(r Row) bool { return r.Name == name }); i >= 0 {
		return all[i]
	}
	return Row{Strategy: strategies.Strategy{Name: name}}
}

// Measured tells whether an object of so many bytes is copied with the row, by
// callers that read at once or by one alone.
func (r Row) Measured(size int64, concurrent bool) bool {
	return !concurrent || r.ConcurrentLimit == 0 || size <= r.ConcurrentLimit
}
