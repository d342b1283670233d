package simnet

import (
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// transferTime is how long size bytes take from server to client on a new
// connection.
func transferTime(t *testing.T, cfg Config, size int) time.Duration {
	t.Helper()
	var took time.Duration
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t, New(cfg).Host(), addr)
		defer server.Close()
		defer client.Close()
		start := time.Now()
		send(server, size)
		if _, err := io.ReadFull(client, make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		took = time.Since(start)
	})
	return took
}

// Where bytes take no time to send, a transfer takes a round trip for every
// doubling of the initial window, less the half that the last bytes need not wait
// for: k rounds carry (2^k - 1) windows.
func TestSlowStartRounds(t *testing.T) {
	const initial = 14_600
	cfg := Config{RTT: 20 * time.Millisecond, Window: 8 << 20, InitialWindow: initial}
	for rounds := range 9 {
		most := initial * (1<<rounds - 1) // that this many rounds carry
		for _, c := range []struct{ size, rounds int }{{most, rounds}, {most + 1, rounds + 1}, {most + initial, rounds + 1}} {
			if c.size == 0 {
				continue
			}
			want := time.Duration(c.rounds-1)*cfg.RTT + cfg.RTT/2
			// The segments of a round arrive together and step aside for each other.
			late := transferTime(t, cfg, c.size) - want
			if most := time.Duration(c.size/SegmentSize + 1); late < 0 || late > most {
				t.Errorf("%d bytes took %v more than %v", c.size, late, want)
			}
			if c.size == most+1 && late != 0 { // a single byte in its last round
				t.Errorf("%d bytes took %v; want exactly %v", c.size, want+late, want)
			}
		}
	}
}

// With a rate, round i+1 begins when the first segment of round i is acknowledged,
// one segment's time and a round trip after round i began, until that is no later
// than the end of round i: from then on the connection never waits. Exactly.
func TestSlowStartAtARate(t *testing.T) {
	const perByte = 4 * time.Nanosecond // as path has it
	for _, rtt := range []time.Duration{time.Millisecond, 2 * time.Millisecond, 70 * time.Millisecond} {
		for _, size := range []int{1, SegmentSize, SegmentSize + 1, 10 * SegmentSize, 100*SegmentSize + 17, 20 << 20} {
			cfg := Config{RTT: rtt, ConnRate: path.ConnRate, Window: 64 << 20, InitialWindow: SegmentSize}
			begin, left, window := time.Duration(0), size, SegmentSize
			for left > window {
				next := begin + SegmentSize*perByte + rtt
				if next <= begin+time.Duration(window)*perByte {
					break
				}
				begin, left, window = next, left-window, 2*window
			}
			want := begin + time.Duration(left)*perByte + rtt/2
			if got := transferTime(t, cfg, size); got != want {
				t.Errorf("RTT %v: %d bytes took %v; want %v", rtt, size, got, want)
			}
		}
	}
}

// Slow start is a connection's, not a transfer's: what follows on the same
// connection is sent at full rate, in the direction that has ended its slow start.
func TestSlowStartIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{RTT: 2 * time.Millisecond, Window: 1 << 20, InitialWindow: 14_600}
		client, server := connect(t, New(cfg).Host(), addr)
		ping := func(from, to *Conn, size int) time.Duration {
			start := time.Now()
			send(from, size)
			if _, err := io.ReadFull(to, make([]byte, size)); err != nil {
				t.Fatal(err)
			}
			return time.Since(start)
		}
		ping(server, client, 4<<20)
		time.Sleep(cfg.RTT)
		if got := ping(server, client, 512<<10); got > cfg.RTT/2+time.Microsecond {
			t.Errorf("512 KiB after 4 MiB took %v; want %v", got, cfg.RTT/2)
		}
		if got := ping(client, server, 512<<10); got < 5*cfg.RTT {
			t.Errorf("the first 512 KiB of the other direction took %v; want 5 round trips and a half", got)
		}
		client.Close()
		server.Close()
	})
}

// A window no larger than the initial one is the only limit.
func TestSlowStartOfASmallWindow(t *testing.T) {
	cfg := Config{RTT: 2 * time.Millisecond, Window: SegmentSize, InitialWindow: SegmentSize}
	want := transferTime(t, Config{RTT: cfg.RTT, Window: cfg.Window}, 10*SegmentSize)
	if got := transferTime(t, cfg, 10*SegmentSize); got != want {
		t.Errorf("took %v; want %v, as without slow start", got, want)
	}
}

// Bytes arrive in order and unchanged, however slow start cuts the segments.
func TestSlowStartKeepsTheBytes(t *testing.T) {
	for _, initial := range []int{1, 999, 14_600, SegmentSize + 1} {
		t.Run(fmt.Sprint(initial), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := Config{RTT: 2 * time.Millisecond, ConnRate: 250e6, Window: 1 << 20, InitialWindow: initial}
				client, server := connect(t, New(cfg).Host(), addr)
				go func() {
					for i := range 1000 {
						p := make([]byte, 3_001)
						for j := range p {
							p[j] = byte(i*len(p) + j)
						}
						if _, err := server.Write(p); err != nil {
							t.Error(err)
						}
					}
					server.Close()
				}()
				got, err := io.ReadAll(client)
				if err != nil || len(got) != 3_001_000 {
					t.Fatalf("ReadAll = %d bytes, %v; want 3001000", len(got), err)
				}
				for i, b := range got {
					if b != byte(i) {
						t.Fatalf("byte %d is %d; want %d", i, b, byte(i))
					}
				}
				client.Close()
			})
		})
	}
}

// Slow start continues when the program does not read: the machine acknowledges.
// Then the receiver's window is the limit.
func TestSlowStartNeedsNoReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := path
		cfg.InitialWindow = 14_600
		client, server := connect(t, New(cfg).Host(), addr)
		result := send(server, 10<<20)
		time.Sleep(time.Hour)
		// What is left of the window may be less than a segment.
		if got := server.Sent(); got > int64(cfg.Window) || got <= int64(cfg.Window)-SegmentSize {
			t.Errorf("Sent = %d with nothing read; want the window, %d", got, cfg.Window)
		}
		client.Close()
		<-result
		server.Close()
	})
}

// Slow start ends at the window: from then on a round trip carries that.
func TestSlowStartEndsAtTheWindow(t *testing.T) {
	cfg := Config{RTT: 20 * time.Millisecond, Window: 8 * SegmentSize, InitialWindow: SegmentSize}
	size := SegmentSize * (1 + 2 + 4 + 8 + 8 + 8)
	want := 5*cfg.RTT + cfg.RTT/2
	if late := transferTime(t, cfg, size) - want; late < 0 || late > time.Microsecond {
		t.Errorf("took %v more than %v", late, want)
	}
}
