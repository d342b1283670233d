// Package profile has what a copy runs on: a network path, and a store with its latencies.
package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"readeratbench/bench/internal/latency"
	"readeratbench/bench/internal/simnet"
)

// Profile is a network path to a store and how fast the store answers. All times
// are virtual. [All] are built in; cell.EnvProfile chooses one, or a file with
// another, such as bench/testdata/profile-office.json:
//
//	{
//	  "name": "office",
//	  "base": "s3-standard",
//	  "rtt": "35ms",
//	  "getFirstByte": {"p50": "30ms", "p99": "80ms"},
//	  "connRate": 12500000,
//	  "nicRate": 125000000
//	}
//
// Beside name and base a file may have rtt, getFirstByte, putAck, control,
// connRate, nicRate, window, initialWindow, idleTimeout and seed. Times are strings
// with a unit, rates are bytes per second, and a latency that does not vary is one
// time. A line that is slower one way has two rates, {"down": 6250000, "up": 1250000},
// down being from the store. What a file leaves out comes from the profile it names as its base; without
// a base it is zero, which not every field may be.
type Profile struct {
	Name string // the value of the profile= key

	RTT           time.Duration // round trip between client and store
	GetFirstByte  Latency       // GET of an object: request received to first byte sent
	PutAck        Latency       // PUT of an object or part: last body byte received to reply
	Control       Latency       // calls without a body worth the name: HEAD, create, complete, abort
	ConnRate      int64         // bytes per second of one connection, from the store, and to it unless ConnRateUp says otherwise
	ConnRateUp    int64         // to the store; 0: as ConnRate
	NICRate       int64         // bytes per second of the client's NIC, or of its line, from the store, and to it unless NICRateUp says otherwise
	NICRateUp     int64         // to the store; 0: as NICRate
	Window        int           // bytes of one direction under way or unread, at most; above 32 KiB, a multiple of that
	InitialWindow int           // bytes a new connection may send before the first acknowledgement; doubles per round trip up to Window; 0: no slow start
	IdleTimeout   time.Duration // the store closes a connection on which nothing has moved for this long; 0: never
	Seed          uint64        // of the draws, where P99 is above P50
}

// Latency is a waiting time: no draw stands for the rare answer that takes seconds.
type Latency = latency.Dist

// The limits keep sums of times within a time.Duration. A segment of 32 KiB should
// pass within half a second, and a window hold a packet.
const (
	maxTime   = time.Hour
	minRate   = int64(64 << 10)
	maxRate   = int64(1 << 40)
	minWindow = 1460
	maxWindow = 1 << 30
)

// A fieldError says what is wrong with a profile. The field has its name in a
// file; below a dot is a percentile.
type fieldError struct{ field, value, want string }

func (e *fieldError) Error() string { return e.field + " " + e.value + ": want " + e.want }

// profileName is what the profile= key may hold. It is the last key of a
// benchmark's name, where benchstat takes "-8" for a number of processors.
var (
	profileName  = regexp.MustCompile(`^[\pL\pN._+-]{1,64}$`)
	endsInNumber = regexp.MustCompile(`-\d+$`)
)

// A rule is what a field must be.
type rule struct {
	field string
	value any
	kept  bool
	want  string
}

// Check returns nil or a *fieldError.
func (p Profile) Check() error {
	const between = "%d to %d"
	// Beside the store's and the network's time there is the client's own.
	slowest := max(p.GetFirstByte.Max(), p.PutAck.Max(), p.Control.Max())
	quiet := slowest + p.RTT + time.Millisecond
	for _, r := range slices.Concat([]rule{
		{"name", strconv.Quote(p.Name), profileName.MatchString(p.Name) && !endsInNumber.MatchString(p.Name),
			"at most 64 letters, digits and - . _ +, not ending in - and a number, for the profile= key"},
		{"connRate", p.ConnRate, minRate <= p.ConnRate && p.ConnRate <= maxRate, fmt.Sprintf(between, minRate, maxRate)},
		{"nicRate", p.NICRate, minRate <= p.NICRate && p.NICRate <= maxRate, fmt.Sprintf(between, minRate, maxRate)},
		{"connRate.up", p.ConnRateUp, p.ConnRateUp == 0 || minRate <= p.ConnRateUp && p.ConnRateUp <= maxRate, fmt.Sprintf(between, minRate, maxRate)},
		{"nicRate.up", p.NICRateUp, p.NICRateUp == 0 || minRate <= p.NICRateUp && p.NICRateUp <= maxRate, fmt.Sprintf(between, minRate, maxRate)},
		{"window", p.Window, minWindow <= p.Window && p.Window <= maxWindow, fmt.Sprintf(between, minWindow, maxWindow)},
		{"window", p.Window, p.Window <= simnet.SegmentSize || p.Window%simnet.SegmentSize == 0,
			fmt.Sprintf("a multiple of %d above that: bytes are sent in segments of as many", simnet.SegmentSize)},
		{"initialWindow", p.InitialWindow, 0 <= p.InitialWindow && p.InitialWindow <= p.Window,
			fmt.Sprintf("at most window, %d, and 0 for no slow start", p.Window)},
		{"rtt", p.RTT, 0 < p.RTT && p.RTT <= maxTime, fmt.Sprintf("more than 0 and at most %v", maxTime)},
	}, rulesOf("getFirstByte", p.GetFirstByte), rulesOf("putAck", p.PutAck), rulesOf("control", p.Control), []rule{
		{"idleTimeout", p.IdleTimeout, p.IdleTimeout == 0 || p.IdleTimeout > quiet,
			fmt.Sprintf("more than %v, the slowest answer, a round trip and 1ms, or the store hangs up on itself; 0s for never", quiet)},
		{"idleTimeout", p.IdleTimeout, p.IdleTimeout <= maxTime, fmt.Sprintf("at most %v; 0s for never", maxTime)},
	}) {
		if !r.kept {
			return &fieldError{r.field, fmt.Sprint(r.value), r.want}
		}
	}
	return nil
}

func rulesOf(field string, l Latency) []rule {
	return []rule{
		{field + ".p50", l.P50, 0 <= l.P50 && l.P50 <= maxTime, fmt.Sprintf("0 to %v", maxTime)},
		{field + ".p99", l.P99, l.P99 == 0 || l.P99 >= l.P50, fmt.Sprintf("at least p50, %v, or 0s for a time that does not vary", l.P50)},
		{field + ".p99", l.P99, l.P99 <= maxTime, fmt.Sprintf("at most %v", maxTime)},
		{field + ".p50", l.P50, l.P99 <= 0 || l.P50 > 0, "more than 0 where there is a p99: nothing grows from 0"},
	}
}
