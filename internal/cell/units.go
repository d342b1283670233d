package cell

import "slices"

// Units of virtual figures, all per operation; package bench says what each counts.
const (
	Time       = "vsec/op"
	Rate       = "vB/s"
	GETs       = "GETs/op"
	Conns      = "conns/op"
	SourceB    = "src-B/op"
	WrongBytes = "wrong-B/op" // positions where a copy differs from its source
	InFlight   = "inflight"
	Wait       = "wait-sec/op"
	PeakBuffer = "peak-buf-B"   // of readers that can say what they keep
	ReadErrors = "read-errs/op" // calls of ReadAt that failed, where there are any; not in cells with a fault
)

// Wall stands before the units of counts on the real clock, which no virtual figure
// has.
const Wall = "wall-"

// Failed is 1 in the line of a cell that failed, in local results only; it has no other
// figure.
const Failed = "failed/op"

// Unit is a unit and how benchstat is to treat it.
type Unit struct {
	Name     string
	Better   string // lower, higher, or "" for what is neither by itself
	Optional bool   // not every cell has it
}

// Units are those of virtual figures, in the order of a line. A new unit is one line
// here, and one in the harness that measures it.
var Units = []Unit{
	{Name: Time, Better: "lower"},
	{Name: Rate, Better: "higher"},
	{Name: GETs, Better: "lower"},
	{Name: Conns, Better: "lower"},
	{Name: SourceB, Better: "lower"},
	{Name: WrongBytes, Better: "lower"},
	{Name: InFlight},
	{Name: Wait, Better: "lower"},
	{Name: PeakBuffer, Better: "lower", Optional: true},
	{Name: ReadErrors, Better: "lower", Optional: true},
}

// Rank is the unit's place in a line; unknown ones come last.
func Rank(unit string) int {
	all := slices.Concat(Units, FaultUnits)
	if i := slices.IndexFunc(all, func(u Unit) bool { return u.Name == unit }); i >= 0 {
		return i
	}
	return len(all)
}

// Line is the unit's metadata line in the benchmark format. Virtual figures repeat: one
// sample is exact, and two that differ are an alarm.
func (u Unit) Line() string {
	if u.Better == "" {
		return "Unit " + u.Name + " assume=exact"
	}
	return "Unit " + u.Name + " better=" + u.Better + " assume=exact"
}

// Keys above results, as `key: value` lines.
const (
	// Model is the version of everything that figures depend on.
	Model = "model"
	// Blob names the file that was copied, in local results.
	Blob = "blob"
	// Commit is what was compiled, in shards.
	Commit = "commit"
)
