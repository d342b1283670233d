package bench

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"
)

// Model is the version of everything that figures depend on: network, store,
// profile, metrics. It is raised by hand when figures are meant to move, and
// stands in every results file.
const Model = 2

// peakBuffer is the one metric that not every reader has.
const peakBuffer = "peak-buf-B"

// What is better, as a Unit line says it; nothing for what is neither by itself.
const (
	lower       = "better=lower "
	higher      = "better=higher "
	noDirection = ""
)

// metrics are the units of a line, with how benchstat is to treat them: virtual
// figures repeat, so one sample is exact, and two that differ are an alarm.
var metrics = []struct {
	unit, better string
	mean         bool                    // value is of one operation already
	value        func(f figures) float64 // of figures summed over n operations, of all n
}{
	{"vsec/op", lower, false, func(f figures) float64 { return f.took.Seconds() }},
	{"vB/s", higher, true, func(f figures) float64 { return significant(float64(f.size) / f.took.Seconds()) }},
	{"GETs/op", lower, false, func(f figures) float64 { return float64(f.gets) }},
	{"conns/op", lower, false, func(f figures) float64 { return float64(f.conns) }},
	{"src-B/op", lower, false, func(f figures) float64 { return float64(f.srcBytes) }},
	{"wrong-B/op", lower, false, func(f figures) float64 { return float64(f.wrong) }},
	{"inflight", noDirection, true, func(f figures) float64 { return f.open.Seconds() / f.took.Seconds() }},
	{"wait-sec/op", lower, false, func(f figures) float64 { return f.waited.Seconds() }},
	{peakBuffer, lower, false, func(f figures) float64 { return float64(f.buffered) }},
}

// printHeader writes, once and before the first result, what benchstat must know
// of the units.
var printHeader = sync.OnceFunc(func() {
	fmt.Printf("model: %d\n", Model)
	for _, m := range metrics {
		fmt.Printf("Unit %s %sassume=exact\n", m.unit, m.better)
	}
})

func (f *figures) add(g figures) {
	f.took += g.took
	f.size += g.size
	f.gets += g.gets
	f.conns += g.conns
	f.srcBytes += g.srcBytes
	f.wrong += g.wrong
	f.open += g.open
	f.waited += g.waited
	f.buffered += g.buffered
}

// report writes the line. testing prints figures below 1,000 with four
// significant digits and larger ones whole.
func (f figures) report(b *testing.B) {
	b.ReportMetric(0, "ns/op") // real time: not a figure of this benchmark
	for _, m := range metrics {
		if m.unit == peakBuffer && f.buffered < 0 {
			continue // the reader does not say
		}
		v := m.value(f)
		if !m.mean {
			v /= float64(b.N)
		}
		b.ReportMetric(v, m.unit)
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
