package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"readeratbench/internal/cell"
)

// Rule: a file changes the fields it has and keeps the rest of its base. The one
// in the documentation of Profile is the one in testdata.
func TestProfileFile(t *testing.T) {
	const path = "../../testdata/profile-office.json"
	t.Setenv(cell.EnvProfile, path)
	got, err := Selected()
	if err != nil {
		t.Fatal(err)
	}
	want := S3Standard()
	want.Name = "office"
	want.RTT = 35 * time.Millisecond
	want.GetFirstByte = Latency{P50: 30 * time.Millisecond, P99: 80 * time.Millisecond}
	want.ConnRate, want.NICRate = 12.5e6, 125e6
	if got != want {
		t.Errorf("%s is %+v; want %+v", path, got, want)
	}

	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("profile.go")
	if err != nil {
		t.Fatal(err)
	}
	comment := "//\t" + strings.ReplaceAll(strings.TrimSpace(string(file)), "\n", "\n//\t")
	if !strings.Contains(string(source), comment) {
		t.Errorf("profile.go does not show %s as it is", path)
	}
}

// Rule: a file can say all there is to a profile, without a base.
func TestProfileFileWithoutBase(t *testing.T) {
	got, err := parse([]byte(`{"name": "own", "rtt": "1ms", "getFirstByte": "2ms",
		"putAck": {"p99": "4ms", "p50": "3ms"}, "control": "5ms", "connRate": 70000, "nicRate": 80000,
		"window": 9000, "initialWindow": 1460, "idleTimeout": "6s", "seed": 18446744073709551615}`))
	want := Profile{"own", 1e6, Latency{P50: 2e6, P99: 0}, Latency{P50: 3e6, P99: 4e6}, Latency{P50: 5e6, P99: 0}, 70000, 0, 80000, 0, 9000, 1460, 6e9, 1<<64 - 1}
	if err != nil || got != want {
		t.Errorf("parse = %+v, %v; want %+v", got, err, want)
	}
}

// Rule: one percentile changes that one; a single time takes the other away.
func TestProfileFilePercentiles(t *testing.T) {
	for value, want := range map[string]Latency{
		`{"p50": "70ms"}`: {P50: 70 * time.Millisecond, P99: 78 * time.Millisecond},
		`{"p99": "90ms"}`: {P50: 63 * time.Millisecond, P99: 90 * time.Millisecond},
		`{}`:              {P50: 63 * time.Millisecond, P99: 78 * time.Millisecond},
		`"63ms"`:          {P50: 63 * time.Millisecond, P99: 0},
	} {
		p, err := parse([]byte(`{"getFirstByte": ` + value + `, "name": "x", "base": "s3-standard-tail"}`))
		if err != nil || p.GetFirstByte != want {
			t.Errorf("%s = %v, %v; want %v", value, p.GetFirstByte, err, want)
		}
	}
}

// Rule: a rate is the same both ways, or two; one way changes that one.
func TestProfileFileRates(t *testing.T) {
	type rates struct{ down, up int64 }
	for value, want := range map[string]rates{
		`70000`:                        {70000, 0},
		`{"down": 80000, "up": 70000}`: {80000, 70000},
		`{"up": 70000}`:                {90e6, 70000},
		`{"down": 80000}`:              {80000, 90e6},
		`{"down": 80000, "up": 80000}`: {80000, 0},
		`{}`:                           {90e6, 0},
		`null`:                         {90e6, 0},
	} {
		p, err := parse([]byte(`{"connRate": ` + value + `, "name": "x", "base": "s3-standard"}`))
		if got := (rates{p.ConnRate, p.ConnRateUp}); err != nil || got != want || p.NICRate != S3Standard().NICRate || p.NICRateUp != 0 {
			t.Errorf("%s = %v, %v; want %v, and the NIC's as they were", value, got, err, want)
		}
	}
}

// Rule: an error says where, which field, what it was, and what to write instead.
func TestProfileFileErrors(t *testing.T) {
	const builtIn = "s3-standard, s3-standard-tail, s3-express, cross-region, lan"
	path := filepath.Join(t.TempDir(), "p.json")
	t.Setenv(cell.EnvProfile, path)
	for _, tc := range []struct{ file, want string }{
		{`[]`, `: array: want an object such as {"name": "office", `},
		{`{`, `:1:1: unexpected end of JSON input`},
		{"{\n  \"rtt\": 8ms}", `:2:11: invalid character 'm' after object key:value pair`},
		{"{}\n}", `:2:1: invalid character '}' after top-level value`},

		{"{\n\t\"latency\": 1}", `:2:2: latency is unknown: want one of name, base, rtt, `},
		{`{"putAck": {"p50": "1ms", "p95": "2ms"}}`, `:1:2: putAck {"p50": "1ms", "p95": "2ms"}: want a duration such as "8ms", or two: {"p50": `},

		{`{"base": "s3"}`, `: base: no built-in profile "s3": want one of ` + builtIn},
		{`{"base": 7}`, `:1:2: base number: want a string`},
		{`{"base": "lan"}`, `: name "": want at most 64 letters, digits and - . _ +`},
		{`{"base": "lan", "name": null}`, `:1:17: name "": want at most 64 letters`},
		{`{"base": "lan", "name": "a b"}`, `:1:17: name "a b": want at most 64 letters`},
		{`{"base": "lan", "name": "lan"}`, `:1:17: name "lan": want another name than that of a built-in profile`},
		{`{"base": "lan", "name": 7}`, `:1:17: name number: want a string such as "office"`},

		{`{"rtt": 8}`, `:1:2: rtt 8: want a duration such as "8ms"`},
		{`{"rtt": "8 ms"}`, `:1:2: rtt "8 ms": want a duration`},
		{`{"rtt": "999999999h"}`, `:1:2: rtt "999999999h": want a duration`},
		{`{"rtt": "a duration of which nobody knows how long it is"}`, `:1:2: rtt "a duration of which nobody knows how lo…: want a duration`},
		{`{"base": "lan", "name": "x", "rtt": "-8ms"}`, `:1:30: rtt -8ms: want more than 0 and at most 1h0m0s`},
		{`{"getFirstByte": ["30ms"]}`, `:1:2: getFirstByte ["30ms"]: want a duration`},
		{"{\"putAck\":\n {\"p50\": \"1ms\",\n  \"p99\": 2}}", `:1:2: putAck {"p50": "1ms", "p99": 2}: want a duration such as "8ms"`},
		{`{"base": "lan", "name": "x", "control": {"p99": "1ms"}}`, `:1:30: control.p99 1ms: want at least p50, 2ms`},

		{`{"connRate": "90MB/s"}`, `:1:2: connRate "90MB/s": want bytes per second, a whole number such as 90000000, or two: {"down": `},
		{`{"nicRate": 1e999}`, `:1:2: nicRate 1e999: want bytes per second, a whole number`},
		{`{"nicRate": {"up": 0}}`, `:1:2: nicRate {"up": 0}: want bytes per second`},
		{`{"nicRate": {"upwards": 1}}`, `:1:2: nicRate {"upwards": 1}: want bytes per second`},
		{`{"base": "lan", "name": "x", "connRate": {"up": 7}}`, `:1:30: connRate.up 7: want 65536 to 1099511627776`},
		{`{"base": "lan", "name": "x", "nicRate": {"down": 100000, "up": -1}}`, `:1:30: nicRate.up -1: want 65536 to`},
		{`{"window": 0.5}`, `:1:2: window number 0.5: want a whole number of bytes such as 1048576`},
		{`{"seed": -1}`, `:1:2: seed number -1: want a whole number from 0 to 18446744073709551615`},
		{`{"base": "lan", "name": "x", "connRate": 0}`, `:1:30: connRate 0: want 65536 to 1099511627776`},
		{`{"base": "lan", "name": "x", "window": 8000}`, `: initialWindow 14600: want at most window, 8000, and 0 for no slow start; add it, or a "base" with one that fits`},
		{`{"name": "x", "connRate": 100000, "nicRate": 100000, "window": 10000}`, `: rtt 0s: want more than 0 and at most 1h0m0s; add it, or a "base" with one that fits`},
	} {
		if err := os.WriteFile(path, []byte(tc.file), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Selected()
		want := "bench: " + cell.EnvProfile + ": the profile " + path + tc.want
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s…", tc.file, err, want)
		}
	}
}

// Rule: the environment names a built-in profile or a file, and none means
// s3-standard.
func TestSelectedProfile(t *testing.T) {
	for name, want := range map[string]Profile{"": S3Standard(), "cross-region": CrossRegion(), "lan": LAN()} {
		t.Setenv(cell.EnvProfile, name)
		if got, err := Selected(); err != nil || got != want {
			t.Errorf("%s=%q: %+v, %v; want %s", cell.EnvProfile, name, got, err, want.Name)
		}
	}
	t.Setenv(cell.EnvProfile, "office")
	const want = `bench: READERATBENCH_PROFILE: no built-in profile "office": want one of s3-standard, s3-standard-tail, s3-express, cross-region, lan, or a file: a path with a / in it, or one that ends in .json`
	if _, err := Selected(); err == nil || err.Error() != want {
		t.Errorf("got %v; want %s", err, want)
	}
}

// Rule: a file never crashes the reader of it; what it accepts is possible.
func FuzzProfileFile(f *testing.F) {
	f.Add([]byte(`{"name": "office", "base": "s3-standard", "rtt": "35ms"}`))
	f.Add([]byte(`{"name": "x", "base": "lan", "putAck": {"p50": "1ms", "p99": "2ms"}, "seed": 1}`))
	f.Add([]byte(`{"name": "x", "base": "lan", "connRate": {"down": 70000, "up": 80000}}`))
	f.Add([]byte(`{"name": null, "rtt": [{}], "window": {"": 1e999}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := parse(file)
		if err == nil {
			err = p.Check()
			if err != nil {
				t.Errorf("%q is accepted: %v", file, err)
			}
		}
	})
}
