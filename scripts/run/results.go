package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/perf/benchfmt"
)

// modelKey is the only `key: value` line taken over from a cell: with a commit,
// a date or the machine's name in it, no two files would be equal.
const modelKey = "model"

// blobKey names the file that was uploaded, in local results only.
const blobKey = "blob"

// procs is what go test appends to a name unless GOMAXPROCS is 1.
var procs = regexp.MustCompile(`^(-[0-9]+)?$`)

// unitOrder puts what is read first first; other units follow as printed.
var unitOrder = []string{"vsec/op", "vB/s", "GETs/op", "conns/op", "src-B/op", wrongBytes}

// resultSet is what all cells measured, in listing order.
type resultSet struct {
	units   []*benchfmt.UnitMetadata
	results []*benchfmt.Result
}

// mergeResults reads every cell's output and holds it to its name.
func mergeResults(cells []cell, outputs [][]byte) (*resultSet, error) {
	set := &resultSet{}
	for i, c := range cells {
		if err := set.add(c, outputs[i]); err != nil {
			return nil, fmt.Errorf("cell %s: %w", c, err)
		}
	}
	return set, nil
}

func (s *resultSet) add(c cell, output []byte) error {
	got, err := s.scan(output, "its output")
	if err != nil {
		return err
	}
	if len(got) != 1 {
		return withOutput(fmt.Errorf("printed %d results, want exactly one", len(got)), string(output), "")
	}
	if err := takeName(c, got[0]); err != nil {
		return err
	}
	return s.addResult(got[0])
}

// scan reads the benchmark format: units into the set, results to the caller.
func (s *resultSet) scan(text []byte, name string) ([]*benchfmt.Result, error) {
	var got []*benchfmt.Result
	r := benchfmt.NewReader(bytes.NewReader(text), name)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			got = append(got, rec.Clone())
		case *benchfmt.UnitMetadata:
			if err := s.addUnit(rec); err != nil {
				return nil, err
			}
		case *benchfmt.SyntaxError:
			return nil, rec
		}
	}
	return got, r.Err()
}

// addUnit keeps each fact on a unit once, at the top of the file.
func (s *resultSet) addUnit(m *benchfmt.UnitMetadata) error {
	for _, have := range s.units {
		if have.UnitMetadataKey != m.UnitMetadataKey {
			continue
		}
		if have.Value != m.Value {
			return fmt.Errorf("unit %s has %s=%s, other cells have %s", m.OrigUnit, m.Key, m.Value, have.Value)
		}
		return nil
	}
	s.units = append(s.units, m)
	return nil
}

// takeName gives r its listed name, without -GOMAXPROCS.
func takeName(c cell, r *benchfmt.Result) error {
	got := "Benchmark" + r.Name.String()
	suffix, ok := strings.CutPrefix(got, string(c))
	if !ok || !procs.MatchString(suffix) {
		return fmt.Errorf("printed a result for %s", got)
	}
	r.Name = benchfmt.Name(strings.TrimPrefix(string(c), "Benchmark"))
	return nil
}

func (s *resultSet) addResult(r *benchfmt.Result) error {
	if _, ok := r.Value(wrongBytes); !ok {
		return fmt.Errorf("does not report %s, so nobody knows whether its copy is right", wrongBytes)
	}
	for _, c := range slices.Clone(r.Config) {
		if c.Key != modelKey {
			r.SetConfig(c.Key, "")
		}
	}
	slices.SortStableFunc(r.Values, func(a, b benchfmt.Value) int { return unitRank(a.Unit) - unitRank(b.Unit) })
	if len(s.results) > 0 {
		if have, got := s.results[0].GetConfig(modelKey), r.GetConfig(modelKey); have != got {
			return fmt.Errorf("is of model %q, other cells are of %q", got, have)
		}
	}
	s.results = append(s.results, r)
	return nil
}

func unitRank(unit string) int {
	if i := slices.Index(unitOrder, unit); i >= 0 {
		return i
	}
	return len(unitOrder)
}

// setBlob notes which file was uploaded; its folder is nobody's business.
func (s *resultSet) setBlob(path string) {
	if path == "" {
		return
	}
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?' // a line break would end the key's line
		}
		return r
	}, filepath.Base(path))
	for _, r := range s.results {
		r.SetConfig(blobKey, name)
		i, _ := r.ConfigIndex(blobKey)
		r.Config[i].File = true // else the writer takes it for its own note and leaves it out
	}
}

// write writes the benchmark format: same results, same bytes. Units are in an
// order of their own, since shards meet them in another than one run does.
func (s *resultSet) write(w io.Writer) error {
	slices.SortFunc(s.units, func(a, b *benchfmt.UnitMetadata) int {
		return cmp.Or(unitRank(a.Unit)-unitRank(b.Unit), cmp.Compare(a.Unit, b.Unit), cmp.Compare(b.Key, a.Key))
	})
	bw := benchfmt.NewWriter(w)
	for _, m := range s.units {
		if err := bw.Write(m); err != nil {
			return err
		}
	}
	for _, r := range s.results {
		if err := bw.Write(r); err != nil {
			return err
		}
	}
	return nil
}
