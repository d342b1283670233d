package gate

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"readeratbench/internal/cell"
)

// anything is a limit that nothing exceeds: the figure is listed and does not fail.
var anything = math.Inf(1)

// limits say by how much a figure may be worse; the first whose filter matches
// decides. A filter is one of benchstat's (golang.org/x/perf/benchproc/syntax). What
// has no direction (Unit … better=) cannot be worse; what is not exact (assume=), as
// on the real clock, never fails, but for wrong bytes.
var limits = []limit{
	{".unit:" + cell.WrongBytes, 0, "a wrong byte is a wrong copy, whatever got better"},
	{".unit:GETs/op", 0, "requests are paid for one by one, and stores limit their rate"},
	{".unit:vsec/op /profile:s3-standard-tail", 0.10, "other requests draw other latencies: seeds are 5% apart at the median, 16% at most (results/scaling.bench)"},
	{".unit:vsec/op", 0.01, "what the model had to choose moves figures by 0.3% (results/README.md): less than 1% says nothing of S3"},
	{".unit:vB/s", anything, "it is the size by vsec/op, which has a limit"},
	{".unit:src-B/op", 0.01, "what leaves the store is paid for across regions and takes the card's time"},
	{".unit:conns/op", anything, "a connection costs round trips, which vsec/op has"},
	{".unit:wait-sec/op", anything, "waiting for a lock costs time, which vsec/op has where it was in the way"},
	{".unit:peak-buf-B", 0.01, "memory was promised to somebody (WithMemory)"},
	{"*", 0.01, "it has no limit of its own"},
}

// limit is a line of limits.
type limit struct {
	filter string
	worse  float64 // as a part of what it was
	why    string
}

// String is a line for people.
func (l limit) String() string {
	if l.worse == 0 {
		return l.filter + " may not get worse: " + l.why
	}
	return fmt.Sprintf("%s may get worse by %.3g%%: %s", l.filter, l.worse*100, l.why)
}

// filters are those of limits, parsed once.
var filters = sync.OnceValues(func() ([]*benchproc.Filter, error) {
	var all []*benchproc.Filter
	for _, l := range limits {
		f, err := benchproc.NewFilter(l.filter)
		if err != nil {
			return nil, fmt.Errorf("limit %q: %w", l.filter, err)
		}
		all = append(all, f)
	}
	return all, nil
})

// limitsOf finds the limit of each of r's figures; the last one of limits is of all.
func limitsOf(r *benchfmt.Result) ([]limit, error) {
	parsed, err := filters()
	if err != nil {
		return nil, err
	}
	found := make([]limit, len(r.Values))
	for k, filter := range slices.Backward(parsed) { // so that the first one wins
		match, err := filter.Match(r)
		if err != nil {
			return nil, fmt.Errorf("limit %q: %w", limits[k].filter, err)
		}
		for i := range r.Values {
			if match.Test(i) {
				found[i] = limits[k]
			}
		}
	}
	return found, nil
}
