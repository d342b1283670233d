package profile

import (
	"fmt"
	"strings"
	"time"

	"readeratbench/bench/internal/latency"
)

// All are the built-in profiles, always in this order.
func All() []Profile {
	return []Profile{S3Standard(), S3StandardTail(), S3Express(), CrossRegion(), LAN()}
}

// named returns a built-in profile.
func named(name string) (Profile, error) {
	var names []string
	for _, p := range All() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("no built-in profile %q: want one of %s", name, strings.Join(names, ", "))
}

// S3Standard is a client in the region of an S3 Standard bucket.
//
// First byte: "tens of ms" for a median request below 512 KB (AWS whitepaper on
// S3 performance), measured about 30 ms (quickwit, "s3 express speculations";
// dvassallo/s3-benchmark has p90 about 20 ms). Acknowledgement: p50 of a PUT 100
// ms (turbopuffer docs). One connection: 85 to 90 MB/s (AWS whitepaper), about 93
// MB/s measured (dvassallo/s3-benchmark). Initial window: 10 segments of 1460
// bytes (RFC 6928). Idle timeout: between 5 and 20 s, where sources disagree
// (aws-c-s3, aws-sdk-kotlin #1214, vector #9703); the low end. Control calls are
// given the first byte of a GET. Chosen, not sourced: a round trip of 2 ms, as
// between two zones and a load balancer; a 10 Gb/s NIC, a common size; a window
// of 1 MiB, more than the path holds (90 MB/s x 2 ms = 180 kB), so that the rate
// and not the window bounds a connection.
func S3Standard() Profile {
	return Profile{
		Name:          "s3-standard",
		RTT:           2 * time.Millisecond,
		GetFirstByte:  latency.Constant(30 * time.Millisecond),
		PutAck:        latency.Constant(100 * time.Millisecond),
		Control:       latency.Constant(30 * time.Millisecond),
		ConnRate:      90e6,
		NICRate:       10e9 / 8,
		Window:        1 << 20,
		InitialWindow: 10 * 1460,
		IdleTimeout:   5 * time.Second,
	}
}

// S3StandardTail is S3Standard with a first byte and an acknowledgement that
// vary.
//
// Both are pairs from one source: GET p50 63 and p99 78 ms, PUT p50 100 and p99
// 195 ms (turbopuffer docs). Its p999 are 118 and 274 ms; the longest draws are 85
// and 258 ms. What a client measures includes a round trip, and here it comes on
// top: 2 ms too much. Chosen: that control calls do not vary, and the seed.
//
// Note: 30 ms with the pair's ratio, or 30 ms with the "80 ms is rather common" of
// quickwit, would compare better with S3Standard, but neither was measured. So
// the median of a GET moves too, and a difference between the two profiles is not
// the tail's alone. For that, a file with this one as its base and
// "getFirstByte": "63ms" is the profile to compare with.
func S3StandardTail() Profile {
	p := S3Standard()
	p.Name = "s3-standard-tail"
	p.GetFirstByte = Latency{P50: 63 * time.Millisecond, P99: 78 * time.Millisecond}
	p.PutAck = Latency{P50: 100 * time.Millisecond, P99: 195 * time.Millisecond}
	p.Seed = 1
	return p
}

// S3Express is a client in the zone of an S3 Express One Zone bucket.
//
// First byte and acknowledgement: "consistent single-digit millisecond" for reads
// and writes (AWS S3 user guide, "Optimizing S3 Express One Zone performance"); 5
// ms for the first byte as in quickwit's "s3 express speculations", which has a
// question mark beside it, and 9 ms for the acknowledgement, chosen as the upper
// end. Control calls are given the first byte of a GET. Round trip: within a zone
// 0.25 ms at best (xkyle.com, "Measuring AWS Region and AZ Latency") and 0.45 ms on
// average (gist josephmisiti/10312241); 0.5 ms chosen. The rate of a connection is
// S3Standard's for want of a source, as are the NIC, windows and idle timeout. Not
// modelled: CreateSession, which S3 Express asks for once.
func S3Express() Profile {
	p := S3Standard()
	p.Name = "s3-express"
	p.RTT = 500 * time.Microsecond
	p.GetFirstByte = latency.Constant(5 * time.Millisecond)
	p.PutAck = latency.Constant(9 * time.Millisecond)
	p.Control = latency.Constant(5 * time.Millisecond)
	return p
}

// CrossRegion is a client in us-east-1 and an S3 Standard bucket in us-west-2.
//
// Round trip: 71 ms on average (gist caius/21eca095), 55 ms between two VPCs
// (dev.to, juanhcode, "AWS multi-region networking"); 70 ms chosen. At 90 MB/s the
// path holds 6.3 MB, and the window is what bounds a connection. Linux lets a
// receive buffer grow to 6 MiB (net.ipv4.tcp_rmem; newest kernels: 32 MiB) and
// offers half of it as window (tcp_adv_win_scale 1, up to Linux 6.5), and a send
// buffer to 4 MiB (tcp_wmem), all by default (Documentation/networking/ip-sysctl).
// What the store's end does is not published. Chosen from that, for both ways: 3
// MiB, so that a connection carries 45 MB/s. All else is S3Standard's.
func CrossRegion() Profile {
	p := S3Standard()
	p.Name = "cross-region"
	p.RTT = 70 * time.Millisecond
	p.Window = 3 << 20
	return p
}

// LAN is a store of one's own on the local network. All of it is chosen: a round
// trip of 0.2 ms, as through a switch or two; a first byte of 2 ms and an
// acknowledgement of 5 ms, as from flash with a sync; control calls of 2 ms; a 10
// Gb/s NIC that one connection can fill; a window that holds four times what the
// path does (1.25 GB/s x 0.2 ms = 250 kB); connections closed after 60 s idle. The
// initial window is S3Standard's.
func LAN() Profile {
	p := S3Standard()
	p.Name = "lan"
	p.RTT = 200 * time.Microsecond
	p.GetFirstByte = latency.Constant(2 * time.Millisecond)
	p.PutAck = latency.Constant(5 * time.Millisecond)
	p.Control = latency.Constant(2 * time.Millisecond)
	p.ConnRate = p.NICRate
	p.IdleTimeout = time.Minute
	return p
}
