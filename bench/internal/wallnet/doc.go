// Package wallnet is the real twin of package simnet: TCP and TLS 1.3 on the
// loopback interface, on the real clock, slowed down to a declared path between
// one client machine and its servers. What runs on it costs real time, and the
// operating system, the cryptography and the scheduler take part.
//
// # The model
//
// Opening a connection sleeps the round trips it takes: one for TCP
// ([Network.DialContext]), another one for TLS ([Network.DialTLSContext]). Bytes
// are not held up by half a round trip each way: the answering end adds one round
// trip to the time it takes.
//
// Both ends hold back what they write, below TLS: the server's end for downloads,
// the client's for uploads. A piece of at most 32 KiB is written when it would
// have left the link of its connection and direction (Config.ConnRate) and the
// NIC of the client machine (Config.NICRate, each way on its own, shared by all
// connections). Idle time saves up nothing; what a sleep took too long is made up
// for, and so is up to a millisecond that the writer took to produce its next
// bytes: a send buffer would have kept the link busy. The bytes of TLS records count, those of the
// handshake do not.
//
// A direction starts slowly (Config.InitialWindow), by rounds: a round may send
// its allowance; the next one begins when the first packet of this one would be
// acknowledged, and may send twice as much. Once the acknowledgement comes before
// the allowance is sent, or the allowance is Config.Window, this is over for good.
//
// Config.Window bounds the bytes that the operating system holds between the
// ends. As these have no distance to go, it does not bound the rate.
//
// Not modelled: loss, reordering, slow start after idleness, TCP's own headers
// and acknowledgements on NIC and link, and the server's own NIC.
//
// # Precision
//
// The Go runtime rounds sleeps below a millisecond up to one when nothing else
// runs. Rates and rounds do not add this up, but each transfer and each dial may
// end about a millisecond late, and later on a busy machine; [Metronome] has it
// look more often. Waits of up to
// 0.3 ms are left out even so: a transfer may end that much early, a dial never.
package wallnet
