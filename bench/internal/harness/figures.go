package harness

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"
	"time"

	"readeratbench/bench/internal/meter"
	"readeratbench/internal/cell"
)

// Model is the version of everything that figures depend on: network, store,
// profile, metrics. It is raised by hand when figures are meant to move, and
// stands in every results file.
const Model = 2

// Figures is what one operation cost.
type Figures struct {
	Took       time.Duration // on the network's clock
	Size       int64         // bytes that arrived, right or wrong
	GETs       int64
	Conns      int64
	SourceB    int64
	Wrong      int64
	ReadErrors int64 // calls of ReadAt that failed
	meter.Usage
}

// values are those of cell.Units, of figures summed over n operations.
var values = map[string]func(f Figures, n float64) float64{
	cell.Time:       func(f Figures, n float64) float64 { return f.Took.Seconds() / n },
	cell.Rate:       func(f Figures, n float64) float64 { return significant(float64(f.Size) / f.Took.Seconds()) },
	cell.GETs:       func(f Figures, n float64) float64 { return float64(f.GETs) / n },
	cell.Conns:      func(f Figures, n float64) float64 { return float64(f.Conns) / n },
	cell.SourceB:    func(f Figures, n float64) float64 { return float64(f.SourceB) / n },
	cell.WrongBytes: func(f Figures, n float64) float64 { return float64(f.Wrong) / n },
	cell.InFlight:   func(f Figures, n float64) float64 { return f.Open.Seconds() / f.Took.Seconds() },
	cell.Wait:       func(f Figures, n float64) float64 { return f.Waited.Seconds() / n },
	cell.PeakBuffer: func(f Figures, n float64) float64 { return float64(f.Buffered) / n },
	cell.ReadErrors: func(f Figures, n float64) float64 { // negative: none, and no figure
		if f.ReadErrors == 0 {
			return -1
		}
		return float64(f.ReadErrors) / n
	},
}

// printHeader writes, once and before the first result, what benchstat must know
// of the units.
var printHeader = sync.OnceFunc(func() {
	fmt.Printf("%s: %d\n", cell.Model, Model)
	for _, u := range cell.Units {
		fmt.Println(u.Line())
	}
})

func (f *Figures) add(g Figures) {
	f.Took += g.Took
	f.Size += g.Size
	f.GETs += g.GETs
	f.Conns += g.Conns
	f.SourceB += g.SourceB
	f.Wrong += g.Wrong
	f.ReadErrors += g.ReadErrors
	f.Open += g.Open
	f.Waited += g.Waited
	f.Buffered += g.Buffered
}

// report writes the line of n operations. testing prints figures below 1,000 with four
// significant digits and larger ones whole.
func (f Figures) report(b *testing.B, n int) {
	b.ReportMetric(0, "ns/op") // real time: not a figure of this benchmark
	for _, u := range cell.Units {
		if v := values[u.Name](f, float64(n)); v >= 0 || !u.Optional {
			b.ReportMetric(v, u.Name)
		}
	}
}

// significant rounds to four digits.
func significant(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 3, 64), 64)
	if err != nil {
		return math.NaN() // cannot happen: FormatFloat's output parses
	}
	return r
}
