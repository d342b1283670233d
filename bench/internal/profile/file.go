package profile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"readeratbench/bench/internal/userfile"
	"readeratbench/internal/cell"
)

// Selected is the profile that cell.EnvProfile asks for.
func Selected() (p Profile, err error) {
	name := os.Getenv(cell.EnvProfile)
	if strings.ContainsAny(name, "/"+string(os.PathSeparator)) || strings.HasSuffix(name, ".json") {
		p, err = readFile(name)
	} else if p, err = named(cmp.Or(name, S3Standard().Name)); err != nil {
		err = fmt.Errorf("%w, or a file: a path with a / in it, or one that ends in .json", err)
	}
	if err != nil {
		return Profile{}, fmt.Errorf("bench: %s: %w", cell.EnvProfile, err)
	}
	return p, nil
}

// maxFile is far above any profile: what is larger is another file.
const maxFile = 1 << 20

// readFile reads a profile. Its errors name the file, the line and column where
// known, the field, its value, and what was wanted.
func readFile(path string) (Profile, error) {
	data, err := userfile.Read("profile", path, maxFile)
	if err != nil {
		return Profile{}, err
	}
	p, err := parse(data)
	at := userfile.Offset(err)
	if e, ok := errors.AsType[*fieldError](err); ok {
		name, _, _ := strings.Cut(e.field, ".")
		at = userfile.Find(data, name)
		if at < 0 {
			err = fmt.Errorf(`%w; add it, or a "base" with one that fits`, e)
		}
	}
	return p, userfile.Located("profile", path, data, at, err)
}

// parse makes a profile of the file's bytes.
func parse(data []byte) (p Profile, err error) {
	var f struct {
		Base string `json:"base"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return Profile{}, explained(err)
	}
	if f.Base != "" {
		if p, err = named(f.Base); err != nil {
			return Profile{}, fmt.Errorf("base: %w", err)
		}
	}
	p.Name = ""
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(p.fields()); err != nil {
		return Profile{}, explained(err)
	}
	if _, err := named(p.Name); err == nil {
		return Profile{}, &fieldError{"name", strconv.Quote(p.Name), "another name than that of a built-in profile"}
	}
	return p, p.Check()
}

// fields are p's as a file has them.
func (p *Profile) fields() any {
	return &struct {
		Name          *string   `json:"name"`
		Base          any       `json:"base"`
		RTT           *duration `json:"rtt"`
		GetFirstByte  *variable `json:"getFirstByte"`
		PutAck        *variable `json:"putAck"`
		Control       *variable `json:"control"`
		ConnRate      rate      `json:"connRate"`
		NICRate       rate      `json:"nicRate"`
		Window        *int      `json:"window"`
		InitialWindow *int      `json:"initialWindow"`
		IdleTimeout   *duration `json:"idleTimeout"`
		Seed          *uint64   `json:"seed"`
	}{
		&p.Name, nil, (*duration)(&p.RTT), (*variable)(&p.GetFirstByte), (*variable)(&p.PutAck), (*variable)(&p.Control),
		rate{&p.ConnRate, &p.ConnRateUp}, rate{&p.NICRate, &p.NICRateUp}, &p.Window, &p.InitialWindow, (*duration)(&p.IdleTimeout), &p.Seed,
	}
}

// wanted is what values of a type should be.
var wanted = map[reflect.Type]string{
	reflect.TypeFor[string]():   `a string such as "office"`,
	reflect.TypeFor[duration](): `a duration such as "8ms"`,
	reflect.TypeFor[variable](): `a duration such as "8ms", or two: {"p50": "8ms", "p99": "20ms"}`,
	reflect.TypeFor[rate]():     `bytes per second, a whole number such as 90000000, or two: {"down": 6250000, "up": 1250000}`,
	reflect.TypeFor[int]():      "a whole number of bytes such as 1048576",
	reflect.TypeFor[uint64]():   "a whole number from 0 to 18446744073709551615",
}

// explained makes fieldErrors of errors of encoding/json that are of a field.
func explained(err error) error {
	const example = `an object such as {"name": "office", "base": "s3-standard", "rtt": "35ms"}`
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return &fieldError{e.Field, e.Value, wanted[e.Type]}
	} else if ok {
		return fmt.Errorf("%s: want %s", e.Value, example)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return &fieldError{strings.Trim(name, `"`), "is unknown", "one of name, base, rtt, getFirstByte, putAck, control, connRate, nicRate, window, initialWindow, idleTimeout, seed"}
	}
	return err
}

// duration is a time in a file: "8ms".
type duration time.Duration

// UnmarshalJSON implements json.Unmarshaler.
func (d *duration) UnmarshalJSON(b []byte) error {
	parsed, err := time.ParseDuration(strings.Trim(string(b), `"`))
	if err != nil || b[0] != '"' {
		return &json.UnmarshalTypeError{Value: userfile.Shown(b), Type: reflect.TypeFor[duration]()}
	}
	*d = duration(parsed)
	return nil
}

// rate is a rate of a profile in a file: 90000000, the same both ways, or {"down":
// 6250000, "up": 1250000}, which leaves a way that is not there as it was.
type rate struct{ down, up *int64 }

// UnmarshalJSON implements json.Unmarshaler.
func (r *rate) UnmarshalJSON(b []byte) error {
	var both int64
	if string(b) == "null" {
		return nil
	}
	if json.Unmarshal(b, &both) == nil {
		*r.down, *r.up = both, 0
		return nil
	}
	ways := struct{ Down, Up int64 }{*r.down, cmp.Or(*r.up, *r.down)}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if d.Decode(&ways) != nil || ways.Up == 0 { // 0 would be as Down
		return &json.UnmarshalTypeError{Value: userfile.Shown(b), Type: reflect.TypeFor[rate]()}
	}
	if *r.down, *r.up = ways.Down, ways.Up; ways.Up == ways.Down {
		*r.up = 0
	}
	return nil
}

// variable is a Latency in a file: "8ms", or {"p50": "8ms", "p99": "20ms"}, which
// leaves a percentile that is not there as it was.
type variable Latency

// UnmarshalJSON implements json.Unmarshaler.
func (v *variable) UnmarshalJSON(b []byte) error {
	var alone duration
	if alone.UnmarshalJSON(b) == nil {
		*v = variable{P50: time.Duration(alone)}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if d.Decode(&struct{ P50, P99 *duration }{(*duration)(&v.P50), (*duration)(&v.P99)}) != nil {
		return &json.UnmarshalTypeError{Value: userfile.Shown(b), Type: reflect.TypeFor[variable]()}
	}
	return nil
}
