package gate

import (
	"fmt"
	"math"
	"slices"

	"readeratbench/internal/cell"
)

// anything is the limit of figures that are listed and never fail.
var anything = math.Inf(1)

// limits say by how much a figure may get worse. The first one that fits counts. A
// figure without a direction (Unit … better=) cannot get worse.
var limits = []limit{
	{cell.WrongBytes, "", 0, "a wrong byte is a wrong copy, whatever got better"},
	{cell.GETs, "", 0, "every request is paid for, and stores limit their rate"},
	{cell.Time, "s3-standard-tail", 0.10, "other requests draw other latencies: seeds are 5% apart at the median, 16% at most (results/scaling.bench)"},
	{cell.Time, "", 0.01, "the chosen constants of the model move figures by 0.3% (results/README.md), so less than 1% says nothing about S3"},
	{cell.Rate, "", anything, "it is the size divided by vsec/op, which has a limit"},
	{cell.SourceB, "", 0.01, "bytes that leave the store are paid for across regions and occupy the NIC"},
	{cell.Conns, "", anything, "a connection costs round trips, which vsec/op includes"},
	{cell.Wait, "", anything, "waiting for a lock costs time, which vsec/op includes where it delays the copy"},
	{cell.PeakBuffer, "", 0.01, "the caller relies on the bound (WithMemory)"},
	{"", "", 0.01, "it has no limit of its own"},
}

// outcomes are the units of cells with faults that have a limit: how long a copy takes
// and what it asks for depends on whether it survives.
var outcomes = []string{cell.WrongBytes, cell.Right, cell.Unnamed, cell.Hang, cell.Stuck, cell.Leaks, cell.Left}

// limit is a line of limits. An empty unit or profile fits any.
type limit struct {
	unit, profile string
	worse         float64 // as a fraction of the base's figure
	why           string
}

func limitOf(name cell.Name, unit string) limit {
	if name.Faulty() && !slices.Contains(outcomes, unit) {
		return limit{unit, "", anything, "under faults it is the outcome that counts"}
	}
	i := slices.IndexFunc(limits, func(l limit) bool {
		return (l.unit == "" || l.unit == unit) && (l.profile == "" || l.profile == name.Get("profile"))
	})
	return limits[i] // the last one fits all
}

// String is a line of the report.
func (l limit) String() string {
	what := l.unit
	if what == "" {
		what = "any other figure"
	}
	if l.profile != "" {
		what += " with profile=" + l.profile
	}
	if l.worse == 0 {
		return fmt.Sprintf("%s may not get worse: %s", what, l.why)
	}
	return fmt.Sprintf("%s may get worse by %.3g%%: %s", what, l.worse*100, l.why)
}
