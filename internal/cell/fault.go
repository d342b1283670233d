package cell

import (
	"slices"
	"strings"
)

// Units of figures under faults, all per operation, beside those of every cell. Of
// Right, Named, Unnamed and Hang one is 1, unless the copy is wrong.
const (
	Right   = "right/op"   // every byte arrived, and no error
	Named   = "named/op"   // failed, with an error that names the cause
	Unnamed = "unnamed/op" // failed, with an error that does not
	Hang    = "hang/op"    // had not ended after ten minutes, and was cancelled
	Stuck   = "stuck/op"   // did not end after that either, nor when the reader was closed
	Leaks   = "leak/op"    // connections open, and goroutines of readers alive, after Close
	Aborted = "aborted/op" // multipart uploads that the uploader left, and the harness aborted
	Left    = "left/op"    // multipart uploads that stayed nevertheless
	Met     = "faults/op"  // requests and bodies that met a fault
	PUTs    = "PUTs/op"    // of the object and of its parts, at the store
)

// FaultUnits are those that cells with a fault have, and no others.
var FaultUnits = []Unit{
	{Name: Right, Better: "higher"},
	{Name: Named},
	{Name: Unnamed, Better: "lower"},
	{Name: Hang, Better: "lower"},
	{Name: Stuck, Better: "lower"},
	{Name: Leaks, Better: "lower"},
	{Name: Aborted},
	{Name: Left, Better: "lower"},
	{Name: Met},
	{Name: PUTs, Better: "lower"},
}

// Faulty tells whether the cell has a fault, and so the units of faults.
func (n Name) Faulty() bool { return n.Get("fault") != "" }

// UnitsOf are the units that a cell has.
func UnitsOf(n Name) []Unit {
	if n.Faulty() {
		return slices.Concat(Units, FaultUnits)
	}
	return Units
}

// causes are the words of which an error must have one to name what went wrong, by the
// value of fault=. The first is the one that tables have.
var causes = map[string][]string{
	"reset":         {"connection reset", "closed network connection"}, // net/http closes what was reset, and may say that
	"short":         {"unexpected EOF", "EOF", "connection reset", "closed network connection"},
	"stall":         {"stall", "no byte", "timeout"},
	"500":           {"InternalError"},
	"503":           {"SlowDown"},
	"throttle":      {"SlowDown"},
	"content-range": {"Content-Range"},
	"200":           {"Content-Range"},
	"416":           {"InvalidRange"},
	"replaced":      {"changed"},
	"expired":       {"ExpiredToken"},
	"gone":          {"connection reset", "EOF", "closed network connection"},
	"any":           {"InternalError", "SlowDown", "connection reset"},
}

// Cause is the name of what goes wrong with a fault. gone-1s has that of gone.
func Cause(fault string) string { return causesOf(fault)[0] }

// NamesCause tells whether an error's text says what went wrong.
func NamesCause(fault, text string) bool {
	return slices.ContainsFunc(causesOf(fault), func(c string) bool { return strings.Contains(text, c) })
}

func causesOf(fault string) []string {
	if all, ok := causes[fault]; ok {
		return all
	}
	kind, _, _ := strings.Cut(fault, "-")
	if all, ok := causes[kind]; ok {
		return all
	}
	return []string{fault}
}
