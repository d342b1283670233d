// Package wallnet is the real counterpart of package simnet: TCP and TLS 1.3 on
// the loopback interface, on the real clock, slowed down to a declared path between
// one client machine and its servers. The operating system, the cryptography and
// the scheduler take part and cost real time.
//
// # The model
//
// Opening a connection sleeps its round trips: one for TCP ([Network.DialContext]),
// another one for TLS ([Network.DialTLSContext]). Bytes are not delayed by half a
// round trip each way: the server adds one round trip to its latency instead.
//
// Both ends delay what they write, below TLS: the server's end for downloads, the
// client's for uploads. A piece of at most 32 KiB is written when it would have left
// the link of its connection and direction (Config.ConnRate) and the NIC of the
// client machine (Config.NICRate, each way on its own, shared by all connections).
// Idle time saves up nothing. The time that a sleep took too long is made up for,
// and so is up to a millisecond that the writer took to produce its next bytes: a
// send buffer would have kept the link busy. The bytes of TLS records count, those
// of the handshake do not.
//
// A direction starts slowly (Config.InitialWindow), by rounds: a round may send its
// allowance; the next one begins when the first packet of this one would be
// acknowledged, and may send twice as much. Slow start ends, and does not return,
// when the acknowledgement arrives before the allowance is sent, or when the
// allowance is Config.Window.
//
// Config.Window limits the bytes that the operating system holds between the ends.
// As these have no distance to go, it does not limit the rate.
//
// Not modelled: loss, reordering, slow start after idleness, TCP's own headers
// and acknowledgements on NIC and link, and the server's own NIC.
//
// # Precision
//
// The Go runtime rounds sleeps below a millisecond up to one when nothing else
// runs. Rates and rounds do not add this up, but each transfer and each dial may
// end about a millisecond late, and later on a busy machine; [Metronome] makes the
// runtime check its timers more often. Waits of up to 0.3 ms are left out even so:
// a transfer may end that much early, a dial never.
package wallnet
