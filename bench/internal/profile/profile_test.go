package profile

import (
	"errors"
	"strings"
	"testing"
	"time"

	"readeratbench/bench/internal/latency"
)

// Rule: what is built in is possible, and no two have one name.
func TestBuiltInProfiles(t *testing.T) {
	seen := make(map[string]bool)
	for _, p := range All() {
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if seen[p.Name] {
			t.Errorf("two profiles are called %s", p.Name)
		}
		seen[p.Name] = true
		if got, err := named(p.Name); err != nil || got != p {
			t.Errorf("named(%q) = %+v, %v", p.Name, got, err)
		}
	}
	if first := All()[0]; first != S3Standard() {
		t.Errorf("the first profile is %s; want the default", first.Name)
	}
}

// Rule: check names the field that makes a profile impossible.
func TestCheckFindsTheField(t *testing.T) {
	for _, tc := range []struct {
		want   string
		change func(*Profile)
	}{
		{`name "": want at most 64 letters`, func(p *Profile) { p.Name = "" }},
		{`name "a b"`, func(p *Profile) { p.Name = "a b" }},
		{`name "a/b"`, func(p *Profile) { p.Name = "a/b" }},
		{`name "a=b"`, func(p *Profile) { p.Name = "a=b" }},
		{`name "a,b"`, func(p *Profile) { p.Name = "a,b" }},
		{`name "a%b"`, func(p *Profile) { p.Name = "a%b" }},
		{`name "a\nb"`, func(p *Profile) { p.Name = "a\nb" }},
		{`name "office-8"`, func(p *Profile) { p.Name = "office-8" }},
		{"rtt 0s: want more than 0", func(p *Profile) { p.RTT = 0 }},
		{"rtt -1ns", func(p *Profile) { p.RTT = -1 }},
		{"rtt 1h0m0.000000001s", func(p *Profile) { p.RTT = time.Hour + 1 }},
		{"getFirstByte.p50 -1ms", func(p *Profile) { p.GetFirstByte = latency.Constant(-time.Millisecond) }},
		{"getFirstByte.p50 2h0m0s", func(p *Profile) { p.GetFirstByte = latency.Constant(2 * time.Hour) }},
		{"putAck.p99 99ms: want at least p50, 100ms", func(p *Profile) { p.PutAck.P99 = 99 * time.Millisecond }},
		{"putAck.p99 2h0m0s", func(p *Profile) { p.PutAck.P99 = 2 * time.Hour }},
		{"control.p99 -1ns", func(p *Profile) { p.Control.P99 = -1 }},
		{"control.p50 0s: want more than 0", func(p *Profile) { p.Control = Latency{P99: time.Second} }},
		{"connRate 0", func(p *Profile) { p.ConnRate = 0 }},
		{"connRate -1", func(p *Profile) { p.ConnRate = -1 }},
		{"nicRate 65535: want 65536 to", func(p *Profile) { p.NICRate = 65535 }},
		{"window 0", func(p *Profile) { p.Window, p.InitialWindow = 0, 0 }},
		{"window 65535: want a multiple of 32768", func(p *Profile) { p.Window = 65535 }},
		{"window 1073741825", func(p *Profile) { p.Window = 1<<30 + 1 }},
		{"initialWindow -1", func(p *Profile) { p.InitialWindow = -1 }},
		{"initialWindow 14600: want at most window, 14599", func(p *Profile) { p.Window = 14599 }},
		{"idleTimeout 103ms: want more than 103ms", func(p *Profile) { p.IdleTimeout = 103 * time.Millisecond }},
		{"idleTimeout 200ms", func(p *Profile) { p.PutAck.P99, p.IdleTimeout = 195*time.Millisecond, 200*time.Millisecond }},
		{"idleTimeout -1ns", func(p *Profile) { p.IdleTimeout = -1 }},
		{"idleTimeout 2h0m0s", func(p *Profile) { p.IdleTimeout = 2 * time.Hour }},
	} {
		p := S3Standard()
		tc.change(&p)
		var e *fieldError
		if err := p.Check(); !errors.As(err, &e) || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("check() = %v; want %s…", err, tc.want)
		}
	}
}

// Rule: what is at a limit is possible, and so are zeros that mean something.
func TestCheckAcceptsLimits(t *testing.T) {
	for _, change := range []func(*Profile){
		func(p *Profile) { p.Name = "Büro_2.1+dev" },
		func(p *Profile) { p.RTT = 1 },
		func(p *Profile) { p.GetFirstByte, p.PutAck, p.Control = Latency{}, Latency{}, Latency{} },
		func(p *Profile) { p.PutAck.P99 = p.PutAck.P50 },
		func(p *Profile) { p.IdleTimeout = 103*time.Millisecond + 1 },
		func(p *Profile) { p.InitialWindow, p.IdleTimeout = 0, 0 },
		func(p *Profile) { p.InitialWindow = p.Window },
		func(p *Profile) { p.Window, p.InitialWindow, p.ConnRate, p.NICRate = 1460, 1, 65536, 65536 },
		func(p *Profile) { p.IdleTimeout, p.GetFirstByte = 0, Latency{P50: 1, P99: time.Hour} },
	} {
		p := S3Standard()
		change(&p)
		if err := p.Check(); err != nil {
			t.Errorf("check() = %v of %+v", err, p)
		}
	}
}
