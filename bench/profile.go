package bench

import "time"

// Profile is a network path to a store and how fast the store answers. All times
// are virtual.
type Profile struct {
	Name string // the value of the profile= key

	RTT           time.Duration // round trip between client and store
	GetFirstByte  time.Duration // GET of an object: request received to first byte sent
	Control       time.Duration // calls without a body worth the name: HEAD, create, complete, abort
	PutAck        time.Duration // PUT of an object or part: last body byte received to reply
	ConnRate      int64         // bytes per second of one connection, each way
	NICRate       int64         // bytes per second of the client's network card, each way
	Window        int           // bytes of one direction under way or unread, at most
	InitialWindow int
	IdleTimeout   time.Duration
}

// S3Standard is a client in the region of an S3 Standard bucket.
//
// First byte: "tens of ms" for a median request below 512 KB (AWS whitepaper on
// S3 performance), measured about 30 ms (quickwit, "s3 express speculations";
// dvassallo/s3-benchmark has p90 about 20 ms). Acknowledgement: p50 of a PUT 100
// ms (turbopuffer docs). One connection: 85 to 90 MB/s (AWS whitepaper), about 93
// MB/s measured (dvassallo/s3-benchmark). Control calls are given the first byte
// of a GET. Chosen, not sourced: a round trip of 2 ms, as between two zones and a
// load balancer; a 10 Gb/s card, a common size; a window of 1 MiB, more than the
// path holds (90 MB/s x 2 ms = 180 kB), so that the rate and not the window
// bounds a connection.
func S3Standard() Profile {
	return Profile{
		Name:          "s3-standard",
		RTT:           2 * time.Millisecond,
		GetFirstByte:  30 * time.Millisecond,
		Control:       30 * time.Millisecond,
		PutAck:        100 * time.Millisecond,
		ConnRate:      90e6,
		NICRate:       10e9 / 8,
		Window:        1 << 20,
		InitialWindow: 14600,
		IdleTimeout:   5 * time.Second,
	}
}
