package fakes3

import (
	"time"

	"readeratbench/bench/internal/content"
)

// A Fault is one thing that goes wrong with requests for one object.
//
// Which requests it meets depends on what they ask for and on how many equal ones
// came before, as latencies do, and not on the order of different requests. Two kinds
// differ, since stores do: [Throttle] counts the requests of a second, and what lasts
// ([Replaced], [Expired], [Gone]) begins with the first request for byte 0, or with
// the first part.
type Fault struct {
	Kind FaultKind
	At   Place // "": AtOpen
	Put  bool  // of PUTs of the object and of its parts, else of GETs; Gone and Expired take all requests

	PerMillion uint64 // of requests, by a draw
	First      bool   // the first request for byte 0, or of the first part, is met in any case
	Seed       uint64 // of the draws

	Lasts     time.Duration   // how long the store is Gone; 0: for good
	PerSecond int             // requests that are answered each second where it is Throttle
	Next      content.Content // what the object is Replaced by
}

// A FaultKind is what goes wrong.
type FaultKind string

const (
	Reset         FaultKind = "reset"         // the connection is reset (TCP's RST)
	Short         FaultKind = "short"         // the connection is closed in good order, too early
	Stall         FaultKind = "stall"         // nothing more is sent, nothing is read, the connection stays open
	InternalError FaultKind = "500"           // InternalError
	SlowDown      FaultKind = "503"           // SlowDown
	Throttle      FaultKind = "throttle"      // SlowDown for requests above PerSecond
	WrongRange    FaultKind = "content-range" // another range than was asked for, and its Content-Range
	Whole         FaultKind = "200"           // the whole object for a range
	InvalidRange  FaultKind = "416"           // InvalidRange for a range that there is
	Replaced      FaultKind = "replaced"      // the object is another one from then on
	Expired       FaultKind = "expired"       // 403 ExpiredToken from then on
	Gone          FaultKind = "gone"          // connections are reset for as long as it Lasts
	AnyFault      FaultKind = "any"           // InternalError, SlowDown, or Reset in mid-body, by a draw
)

// lasts tells kinds that begin once from those that meet requests one by one.
func (k FaultKind) lasts() bool { return k == Replaced || k == Expired || k == Gone }

// A Place is where in an answer, or in the body of a PUT, something goes wrong. A kind
// that is an answer of its own (500, 200 for a range) has only Open.
type Place string

const (
	AtOpen      Place = "open"  // before the answer; of a PUT, before its body is read
	AtFirstByte Place = "first" // after the header, before the body; of a PUT as AtOpen
	InMidBody   Place = "mid"   // see middle
	AtLastByte  Place = "last"  // before the last byte; of a PUT after it, instead of the answer
)

// middle is where InMidBody is in a body of size bytes: at half, or for half of the
// requests, by draw, and for the first one, after 24 KiB if that is less. A reader
// that closes its stream after one call of the uploader, of 32 KiB, meets those.
func middle(size int64, draw uint64, first bool) int64 {
	half := size / 2
	if first || draw>>32&1 == 0 {
		return min(half, 24<<10)
	}
	return half
}

// place is after how many of the body's bytes a fault comes.
func (f struck) place(size int64) int64 {
	switch f.at {
	case InMidBody:
		return middle(size, f.draw, f.first)
	case AtLastByte:
		if f.Put {
			return size
		}
		return max(size-1, 0)
	}
	return 0
}
