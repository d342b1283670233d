// Package simnet is a simulated network between one or more client machines
// and a server: a [net.Listener] and [net.Conn] pairs with the delays of a real
// path, and nothing else that is unreal. Unmodified net/http clients and servers
// run on it.
//
// # The model
//
// Opening a connection costs round trips ([Host.DialContext] one, for TCP;
// [Host.DialTLSContext] two, for TCP and TLS 1.3; the bytes then travel in the
// clear, for cryptography would cost time on the machine and show nothing).
// Bytes are sent in segments of at most [SegmentSize]. Each direction of a
// connection sends one segment at a time at the connection's own rate
// (Config.ConnRate); a segment that left the connection then queues, FIFO, for the
// NIC of the client machine (Config.NICRate, one NIC a [Host], each way on its own),
// and reaches the other end half a round trip later. At most Config.Window bytes are
// on their way or unread; reading them opens the window again half a round trip
// later. A connection starts slowly, in each direction: Config.InitialWindow bytes may be sent before the
// first of them is acknowledged, a round trip after it left, and every byte
// acknowledged allows two more, until the window is the only bound. A segment is
// cut where slow start does not let all of it go. The server closes a connection
// on which no byte has moved, either way, for Config.IdleTimeout.
//
// A connection that is closed sends what it has accepted and then the end of the
// stream, unless there are bytes at hand that it has not read: then, like TCP, it
// resets. Half a round trip after Close the peer stops sending: what had not left
// its link by then is never sent, costs the NIC nothing, and does not count in
// [Conn.Sent]. Not modelled: loss, reordering, slow start after idleness, the bytes
// of packet headers and handshakes, and the server's own NIC.
//
// # One thing at a time
//
// Simultaneous events are what makes a simulation differ from run to run: the Go
// runtime shuffles timers of one instant on purpose, and goroutines that are
// runnable together run in any order. So a Network owns one queue of events. They
// are ordered by time, and those of one instant by a key that does not depend on
// who came first (connection, direction, kind), and *no two of them happen in the
// same nanosecond*. In a testing/synctest bubble time moves on only when every
// goroutine waits; hence all that one event sets off is finished before the next
// one happens. [Network.Sleep] lets a server's latency and the start of a client's
// request take part in that order. An event that has to step aside for another
// one is late by the nanoseconds it waited, and the arithmetic of the model goes
// on from the time it was due, so these never add up.
//
// A Network works outside of a bubble too, on real time, where order within an
// instant has no meaning.
package simnet
