package bench

import (
	"strconv"
	"testing"
	"time"

	"readeratbench/bench/internal/content"
	"readeratbench/bench/internal/fakes3"
	"readeratbench/bench/internal/harness"
	"readeratbench/internal/cell"
	"readeratbench/internal/rows"
	"readeratbench/strategies"
)

// What goes wrong, and with how many requests. All of it is chosen: one request in ten
// is far more than a store fails, but for a reader with few requests it is none at all,
// so the first request is met in any case; not by a fault at its last byte, though, where
// the reader closes the stream before that. Stalls are rarer, since each costs as long as
// a reader waits for a byte.
const (
	faultsPerMillion = 100_000
	stallsPerMillion = 20_000
	throttled        = 2 // requests a second: as many as a copy with one or two makes, and fewer than others
)

// faulted is a fault as the benchmark has it: values of of=, fault= and at=.
type faulted struct {
	of, name string
	fakes3.Fault
}

func (f faulted) keys() cell.Values {
	return cell.Values{"of": f.of, "fault": f.name, "at": string(f.At)}
}

// faults are all that are tried, of the source's GETs and of the destination's PUTs.
func faults() (all []faulted) {
	ofGets := []fakes3.Place{fakes3.AtOpen, fakes3.AtFirstByte, fakes3.InMidBody, fakes3.AtLastByte}
	ofPuts := []fakes3.Place{fakes3.AtOpen, fakes3.InMidBody, fakes3.AtLastByte}
	open, mid := []fakes3.Place{fakes3.AtOpen}, []fakes3.Place{fakes3.InMidBody}
	for _, f := range []struct {
		name       string
		fault      fakes3.Fault
		gets, puts []fakes3.Place
	}{
		{"reset", fakes3.Fault{Kind: fakes3.Reset}, ofGets, ofPuts},
		{"short", fakes3.Fault{Kind: fakes3.Short}, ofGets, ofPuts},
		{"stall", fakes3.Fault{Kind: fakes3.Stall, PerMillion: stallsPerMillion}, ofGets, ofPuts},
		{"500", fakes3.Fault{Kind: fakes3.InternalError}, open, open},
		{"503", fakes3.Fault{Kind: fakes3.SlowDown}, open, open},
		{"throttle", fakes3.Fault{Kind: fakes3.Throttle, PerSecond: throttled}, open, open},
		{"content-range", fakes3.Fault{Kind: fakes3.WrongRange}, open, nil},
		{"200", fakes3.Fault{Kind: fakes3.Whole}, open, nil},
		{"416", fakes3.Fault{Kind: fakes3.InvalidRange}, open, nil},
		{"replaced", fakes3.Fault{Kind: fakes3.Replaced}, ofGets, nil},
		{"expired", fakes3.Fault{Kind: fakes3.Expired}, append(open, mid...), append(open, mid...)},
		{"gone-1s", fakes3.Fault{Kind: fakes3.Gone, Lasts: time.Second}, mid, mid},
		{"gone-10s", fakes3.Fault{Kind: fakes3.Gone, Lasts: 10 * time.Second}, mid, mid},
		{"gone", fakes3.Fault{Kind: fakes3.Gone}, append(open, mid...), mid},
	} {
		if f.fault.PerMillion == 0 {
			f.fault.PerMillion = faultsPerMillion
		}
		f.fault.First = true
		for _, at := range f.gets {
			all = append(all, faulted{"get", f.name, placed(f.fault, at, false)})
		}
		for _, at := range f.puts {
			all = append(all, faulted{"put", f.name, placed(f.fault, at, true)})
		}
	}
	return all
}

func placed(f fakes3.Fault, at fakes3.Place, put bool) fakes3.Fault {
	f.At, f.Put = at, put
	return f
}

// faultSizes have several parts: three of manager's, and of transfermanager's, which
// uploads less than 16 MiB at once.
var faultSizes = map[string]int64{"manager": 12 << 20, "transfermanager": 20 << 20}

// faultCells are the readers, with each fault, through both uploaders.
func faultCells(readers []rows.Row) (cells []harness.Cell) {
	for _, u := range harness.Uploaders() {
		for _, r := range readers {
			for _, f := range faults() {
				cells = append(cells, f.cell(u, r, faultSizes[u.Name]))
			}
		}
	}
	return cells
}

// cell is the copy of an object of size bytes under the fault.
func (f faulted) cell(u harness.Uploader, r rows.Row, size int64) harness.Cell {
	c := uploadCell(u, r, size)
	c.Keys = f.keys()
	if f.Kind == fakes3.Replaced {
		f.Next = content.Generated(1, size) // of another seed than harness.Objects
	}
	c.Faults = []fakes3.Fault{f.Fault}
	return c
}

// BenchmarkFaults is how copies by the candidates end when something goes wrong: right,
// with an error that names the cause, or not as they must.
func BenchmarkFaults(b *testing.B) {
	harness.Run(b, faultCells(rows.Candidates()))
}

// BenchmarkFaultsMore is the same of all else that reads: controls, variants, the
// defects that are measured, and one stream.
func BenchmarkFaultsMore(b *testing.B) {
	var others []rows.Row
	for _, r := range rows.Published() {
		if r.Kind != strategies.Candidate && (r.Kind != strategies.Reference || r.Name == rows.Stream) {
			others = append(others, r)
		}
	}
	harness.Run(b, faultCells(others))
}

// BenchmarkFaultCost is what faults cost: the time and the requests of copies of which so
// many percent of GETs and PUTs fail, each with 500, 503 or a reset in mid-body, drawn
// from five seeds.
func BenchmarkFaultCost(b *testing.B) {
	var cells []harness.Cell
	for _, u := range harness.Uploaders() {
		for _, r := range append(rows.Candidates(), rows.Lookup(rows.Stream)) {
			for _, mib := range []int64{64, 256} {
				if u.Concurrent && r.RequestPerCall && mib > 64 {
					continue // as slowLimit, for 16 cells
				}
				cells = append(cells, costCells(u, r, mib<<20)...)
			}
		}
	}
	harness.Run(b, cells)
}

// costCells are a copy without faults, of which nothing is drawn, and with each rate of
// them and each seed.
func costCells(u harness.Uploader, r rows.Row, size int64) []harness.Cell {
	cells := []harness.Cell{costCell(u, r, size, "0", 0, 0)}
	for _, rate := range []struct {
		percent    string
		perMillion uint64
	}{{"0.1", 1_000}, {"1", 10_000}, {"5", 50_000}} {
		for seed := range uint64(5) {
			cells = append(cells, costCell(u, r, size, rate.percent, rate.perMillion, seed+1))
		}
	}
	return cells
}

// costCell is a copy of whose GETs and PUTs so many fail.
func costCell(u harness.Uploader, r rows.Row, size int64, percent string, perMillion, seed uint64) harness.Cell {
	c := uploadCell(u, r, size)
	c.Keys = cell.Values{"fault": "any", "failing": percent, "seed": strconv.FormatUint(seed, 10)}
	for _, put := range []bool{false, true} {
		c.Faults = append(c.Faults, fakes3.Fault{Kind: fakes3.AnyFault, Put: put, PerMillion: perMillion, Seed: seed})
	}
	return c
}
