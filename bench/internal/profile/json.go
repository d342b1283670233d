package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"readeratbench/bench/internal/jsonfile"
)

// Note: json.Decoder with DisallowUnknownFields, into a struct, would be shorter. It
// says neither where an unknown field is nor which field an Unmarshaler refused,
// takes a field twice, null for anything, and RTT for rtt.

// A field is where a member of an object goes.
type field struct {
	name string
	dest any
	want string // what its value should be
}

func (p *Profile) fields() []field {
	const (
		duration = `a duration such as "8ms"`
		latency  = `a duration such as "8ms", or two: {"p50": "8ms", "p99": "20ms"}`
		rate     = "bytes per second, a whole number such as 90000000"
		size     = "a whole number of bytes such as 1048576"
	)
	return []field{
		{"name", &p.Name, `a string such as "office"`},
		{"rtt", &p.RTT, duration},
		{"getFirstByte", &p.GetFirstByte, latency},
		{"putAck", &p.PutAck, latency},
		{"control", &p.Control, latency},
		{"connRate", &p.ConnRate, rate},
		{"nicRate", &p.NICRate, rate},
		{"window", &p.Window, size},
		{"initialWindow", &p.InitialWindow, size},
		{"idleTimeout", &p.IdleTimeout, duration},
		{"seed", &p.Seed, "a whole number from 0 to 18446744073709551615"},
	}
}

// A member is one of an object's, at an offset of its file.
type member struct {
	name  string
	value json.RawMessage
	at    int
}

// members takes an object apart. Its errors are *jsonfile.ErrorAt.
func members(object []byte) ([]member, error) {
	var syntax *json.SyntaxError
	if err := json.Unmarshal(object, new(json.RawMessage)); errors.As(err, &syntax) {
		return nil, &jsonfile.ErrorAt{Offset: max(0, int(syntax.Offset)-1), Err: syntax}
	}
	d := json.NewDecoder(bytes.NewReader(object))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, &jsonfile.ErrorAt{Offset: 0, Err: fmt.Errorf("%s: want an object such as %s", jsonfile.Shown(object), exampleProfile)}
	}
	var all []member
	for d.More() {
		name, _ := d.Token() // no error: the object is valid
		m := member{name: name.(string)}
		_ = d.Decode(&m.value)
		m.at = int(d.InputOffset()) - len(m.value)
		all = append(all, m)
	}
	return all, nil
}

// assign decodes each member into its field. Its errors are *jsonfile.ErrorAt.
func assign(all []member, fields []field) error {
	seen := make(map[string]bool)
	for _, m := range all {
		f, err := fieldNamed(fields, m.name)
		if err == nil && seen[m.name] {
			err = fmt.Errorf("%s is there twice: leave one out", m.name)
		}
		if err != nil {
			return &jsonfile.ErrorAt{Offset: m.at, Err: err}
		}
		seen[m.name] = true
		if err := decode(m.value, m.at, f.dest, f.want); err != nil {
			at := m.at
			var inner *jsonfile.ErrorAt
			if errors.As(err, &inner) {
				at = inner.Offset
			}
			return &jsonfile.ErrorAt{Offset: at, Err: fmt.Errorf("%s %w", m.name, err)}
		}
	}
	return nil
}

func fieldNamed(fields []field, name string) (field, error) {
	var known []string
	for _, f := range fields {
		if f.name == name {
			return f, nil
		}
		known = append(known, f.name)
	}
	return field{}, fmt.Errorf("unknown field %q: want one of %s", name, strings.Join(known, ", "))
}

// decode stores value, which is at an offset of the file, in dest.
func decode(value json.RawMessage, at int, dest any, want string) error {
	err := errors.New("null")
	switch dest := dest.(type) {
	case *time.Duration:
		err = decodeDuration(value, dest)
	case *Latency:
		if value[0] == '{' {
			return decodePercentiles(value, at, dest)
		}
		dest.P99 = 0
		err = decodeDuration(value, &dest.P50)
	default:
		if string(value) != "null" { // which would change nothing
			err = json.Unmarshal(value, dest)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: want %s", jsonfile.Shown(value), want)
	}
	return nil
}

func decodeDuration(value json.RawMessage, d *time.Duration) (err error) {
	var s string
	if err := json.Unmarshal(value, &s); err != nil {
		return err
	}
	*d, err = time.ParseDuration(s)
	return err
}

// decodePercentiles leaves a percentile that is not there as it was.
func decodePercentiles(object json.RawMessage, at int, l *Latency) error {
	all, _ := members(object) // no error: it is part of a valid one
	for i := range all {
		all[i].at += at
	}
	const want = `a duration such as "8ms"`
	return assign(all, []field{{"p50", &l.P50, want}, {"p99", &l.P99, want}})
}
