// Package simnet is a simulated network between one or more client machines
// and a server: a [net.Listener] and [net.Conn] pairs with the delays of a real
// path. Unmodified net/http clients and servers run on it.
//
// # The model
//
// Opening a connection costs round trips ([Host.DialContext] one, for TCP;
// [Host.DialTLSContext] two, for TCP and TLS 1.3; the bytes then travel in the
// clear, since cryptography would cost CPU time and change no figure).
//
// Bytes are sent in segments of at most [SegmentSize]. Each direction of a
// connection sends one segment at a time at the connection's own rate
// (Config.ConnRate). A segment that left the connection then passes the NIC of
// the client machine in FIFO order (Config.NICRate; each [Host] has one NIC, with
// a rate each way; ConnRateUp and NICRateUp where that differs), and reaches the other end half a round trip later. At most
// Config.Window bytes are on their way or unread; reading them opens the window
// again half a round trip later.
//
// A connection starts slowly, in each direction: Config.InitialWindow bytes may
// be sent before the first of them is acknowledged, a round trip after it left,
// and every byte acknowledged allows two more, until only the window limits. A
// segment is cut where slow start does not let all of it go. The server closes a
// connection on which no byte has moved, either way, for Config.IdleTimeout.
//
// A connection that is closed sends what it has accepted and then the end of the
// stream. If bytes have arrived that it has not read, it resets instead, like TCP.
// Half a round trip after Close the peer stops sending: what had not left its
// link by then is never sent, costs the NIC nothing, and does not count in
// [Conn.Sent]. Not modelled: loss, reordering, slow start after idleness, the bytes
// of packet headers and handshakes, and the server's own NIC.
//
// # One thing at a time
//
// Simultaneous events make a simulation differ from run to run: the Go runtime
// shuffles timers of one instant on purpose, and goroutines that are runnable
// together run in any order. So a Network owns one queue of events. They are
// ordered by time, and those of one instant by a key that does not depend on the
// order in which they were scheduled (connection, direction, kind), and *no two of
// them happen in the same nanosecond*. In a testing/synctest bubble time advances
// only when every goroutine waits; hence everything that one event causes is
// finished before the next one happens. [Network.Sleep] puts a server's latency
// and the start of a client's request into that order. An event that is delayed by
// another one is late by some nanoseconds, and the arithmetic of the model
// continues from the time it was due, so these delays never add up.
//
// A Network works outside of a bubble too, on real time, where order within an
// instant has no meaning.
package simnet
