// Package bench measures how an io.ReaderAt over a remote object serves a
// concurrent upload: it copies an object from S3 to S3 through the AWS SDK's own
// uploaders, over a simulated network in virtual time, and compares every byte
// that arrived.
//
// The benchmarks of this package are run by `make bench`. To measure a reader of
// your own, call [Upload] (a reader over a [strategies.Source]) or [UploadReader]
// (one that makes its own requests) from a benchmark in your own package:
//
//	func BenchmarkMine(b *testing.B) {
//		bench.Upload(b, strategies.Strategy{Name: "mine", New: newMine})
//	}
//
// and run it with -benchtime=1x: virtual time has no noise to average out. The
// network and the store are those of [S3Standard], or what [EnvProfile] chooses.
//
// # What a line says
//
// Every metric is a mean over the operations of the benchmark, which in virtual
// time are all the same. One operation runs from construction of the reader to the
// uploader's return.
//
//	vsec/op     virtual seconds; processors count as infinitely fast, so it is waiting that shows
//	vB/s        object bytes per virtual second
//	GETs/op     GETs of the source object that reached the store
//	conns/op    connections that the client began to open, for source and destination
//	src-B/op    body bytes of the source that left the store before a close reached it
//	wrong-B/op  positions at which destination and source differ, plus the difference in length
//	inflight    GETs of the source open at once, on average over the operation (Little's law): from
//	            when the client is given the request until its body has been read or closed
//	wait-sec/op virtual seconds that callers spent in Lock of the locks that the harness made, added up
//	peak-buf-B  bytes that all readers of the operation keep at most, where they have a method
//	            Buffered() int64; it is called at any time, also from within the reader's own
//	            requests, and must not wait for them
//	read-errs/op calls of ReadAt that failed, where some did: the uploader retries, and hides them
//
// The same line comes out in every process and on every machine. Readers that hold
// a lock while bytes move get one that is FIFO, which a sync.Mutex is not
// always; BenchmarkLock has the other extreme, and BenchmarkWall
// the sync.Mutex, over real TCP and TLS on the real clock.
//
// ns/op is not reported: it would be the time this machine took, and benchstat
// would put it beside the others.
package bench
