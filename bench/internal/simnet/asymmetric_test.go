package simnet

import (
	"testing"
	"testing/synctest"
	"time"
)

// Each way has its own rate, of the connection and of the NIC: the slower one counts.
func TestAsymmetricRates(t *testing.T) {
	const size = 1 << 20
	for _, c := range []struct {
		name     string
		cfg      Config
		down, up int64 // bytes per second
	}{
		{"connection", Config{ConnRate: 8e6, ConnRateUp: 1e6}, 8e6, 1e6},
		{"NIC", Config{NICRate: 8e6, NICRateUp: 1e6}, 8e6, 1e6},
		{"the same", Config{ConnRate: 8e6, NICRate: 8e6}, 8e6, 8e6},
		{"one of each", Config{ConnRate: 1e6, ConnRateUp: 9e6, NICRate: 9e6, NICRateUp: 2e6}, 1e6, 2e6},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.cfg.RTT, c.cfg.Window = time.Millisecond, 2<<20
				client, server := connect(t, New(c.cfg).Host(), addr)
				defer client.Close()
				defer server.Close()
				for _, way := range []struct {
					name     string
					from, to *Conn
					rate     int64
				}{{"down", server, client, c.down}, {"up", client, server, c.up}} {
					start := time.Now()
					result := send(way.from, size)
					for n := 0; n < size; {
						m, err := way.to.Read(make([]byte, size))
						if err != nil {
							t.Fatal(err)
						}
						n += m
					}
					<-result
					want := time.Duration(size * int64(time.Second) / way.rate)
					got := time.Since(start)
					if extra := got - want; extra < 0 || extra > want/20 { // a segment passes two lines, and the path
						t.Errorf("%s took %v; want %v, and a segment's more at most", way.name, got, want)
					}
				}
			})
		})
	}
}
