// Package results is a results file: figures in the Go benchmark format, with
// nothing in it that differs from run to run or from machine to machine.
package results

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/perf/benchfmt"
)

// WrongBytes counts the positions where a copy differs from its source.
const WrongBytes = "wrong-B/op"

// peakBuffer is the one unit that not every cell has: few readers can say what
// they keep.
const peakBuffer = "peak-buf-B"

// ModelKey is the only `key: value` line taken over from a cell: with a commit,
// a date or the machine's name in it, no two files would be equal.
const ModelKey = "model"

// BlobKey names the file that was uploaded, in local results only.
const BlobKey = "blob"

// unitOrder puts what is read first first; other units follow as printed.
var unitOrder = []string{"vsec/op", "vB/s", "GETs/op", "conns/op", "src-B/op", WrongBytes, "inflight", "wait-sec/op", peakBuffer}

// Set is what all cells measured, in listing order.
type Set struct {
	Units   []*benchfmt.UnitMetadata
	Results []*benchfmt.Result
}

// Scan reads the benchmark format: units into the set, results to the caller.
func (s *Set) Scan(text []byte, name string) ([]*benchfmt.Result, error) {
	var got []*benchfmt.Result
	r := benchfmt.NewReader(bytes.NewReader(text), name)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			got = append(got, rec.Clone())
		case *benchfmt.UnitMetadata:
			if err := s.AddUnit(rec); err != nil {
				return nil, err
			}
		case *benchfmt.SyntaxError:
			return nil, rec
		}
	}
	return got, r.Err()
}

// AddUnit keeps each fact on a unit once, at the top of the file.
func (s *Set) AddUnit(m *benchfmt.UnitMetadata) error {
	for _, have := range s.Units {
		if have.UnitMetadataKey != m.UnitMetadataKey {
			continue
		}
		if have.Value != m.Value {
			return fmt.Errorf("unit %s has %s=%s, other cells have %s", m.OrigUnit, m.Key, m.Value, have.Value)
		}
		return nil
	}
	s.Units = append(s.Units, m)
	return nil
}

// AddResult keeps a cell's figures: of its keys the model, and its units in their
// order. A cell that does not say whether its copy is right is refused.
func (s *Set) AddResult(r *benchfmt.Result) error {
	if _, ok := r.Value(WrongBytes); !ok {
		return fmt.Errorf("does not report %s, so nobody knows whether its copy is right", WrongBytes)
	}
	for _, c := range slices.Clone(r.Config) {
		if c.Key != ModelKey {
			r.SetConfig(c.Key, "")
		}
	}
	slices.SortStableFunc(r.Values, func(a, b benchfmt.Value) int { return unitRank(a.Unit) - unitRank(b.Unit) })
	if len(s.Results) > 0 {
		if have, got := s.Results[0].GetConfig(ModelKey), r.GetConfig(ModelKey); have != got {
			return fmt.Errorf("is of model %q, other cells are of %q", got, have)
		}
	}
	s.Results = append(s.Results, r)
	return nil
}

func unitRank(unit string) int {
	if i := slices.Index(unitOrder, unit); i >= 0 {
		return i
	}
	return len(unitOrder)
}

// SetBlob notes which file was uploaded; its folder is nobody's business.
func (s *Set) SetBlob(path string) {
	if path == "" {
		return
	}
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?' // a line break would end the key's line
		}
		return r
	}, filepath.Base(path))
	for _, r := range s.Results {
		r.SetConfig(BlobKey, name)
		i, _ := r.ConfigIndex(BlobKey)
		r.Config[i].File = true // else the writer takes it for its own note and leaves it out
	}
}

// Write writes the benchmark format: same results, same bytes. Units are in an
// order of their own, since shards meet them in another than one run does.
func (s *Set) Write(w io.Writer) error {
	slices.SortFunc(s.Units, func(a, b *benchfmt.UnitMetadata) int {
		return cmp.Or(unitRank(a.Unit)-unitRank(b.Unit), cmp.Compare(a.Unit, b.Unit), cmp.Compare(b.Key, a.Key))
	})
	bw := benchfmt.NewWriter(w)
	for _, m := range s.Units {
		if err := bw.Write(m); err != nil {
			return err
		}
	}
	for _, r := range s.Results {
		if err := bw.Write(r); err != nil {
			return err
		}
	}
	return nil
}

// end is the last line of a complete file, as of what go test prints: the format
// itself cannot tell a file that was cut short between two lines.
const end = "PASS\n"

// WriteFile writes what Read reads: all of it, and its end.
func (s *Set) WriteFile(w io.Writer) error {
	if err := s.Write(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, end)
	return err
}
