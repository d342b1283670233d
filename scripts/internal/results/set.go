// Package results is results files: figures in the Go benchmark format, with nothing
// in them that differs from run to run or from machine to machine.
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

	"readeratbench/internal/cell"
)

// Set is what cells measured, in listing order.
type Set struct {
	Units   []*benchfmt.UnitMetadata
	Results []*benchfmt.Result
	Failed  map[cell.Name]string // why cells failed, which have cell.Failed and no figure
}

// NameOf is the name of a result's cell.
func NameOf(r *benchfmt.Result) cell.Name { return cell.Name(r.Name.String()) }

// Names are the names of all cells.
func (s *Set) Names() []cell.Name {
	var all []cell.Name
	for _, r := range s.Results {
		all = append(all, NameOf(r))
	}
	return all
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

// AddResult keeps a cell's figures: of its keys the model alone, since with a commit, a
// date or the machine's name no two files would be equal; and its units in their order.
// A cell that does not say whether its copy is right is refused.
func (s *Set) AddResult(r *benchfmt.Result) error {
	if _, ok := r.Value(cell.WrongBytes); !ok {
		return fmt.Errorf("does not report %s, so it is not known whether its copy is right", cell.WrongBytes)
	}
	for _, c := range slices.Clone(r.Config) {
		if c.Key != cell.Model {
			r.SetConfig(c.Key, "")
		}
	}
	slices.SortStableFunc(r.Values, func(a, b benchfmt.Value) int { return cell.Rank(a.Unit) - cell.Rank(b.Unit) })
	if len(s.Results) > 0 {
		if have, got := s.Model(), r.GetConfig(cell.Model); have != got && len(s.Failed) == 0 {
			return fmt.Errorf("is of model %q, other cells are of %q", got, have)
		}
	}
	s.Results = append(s.Results, r)
	return nil
}

// AddFailed adds a cell that failed, and why. A set that has one is not committed.
func (s *Set) AddFailed(n cell.Name, why string) {
	if s.Failed == nil {
		s.Failed = map[cell.Name]string{}
	}
	s.Failed[n] = why
	s.Results = append(s.Results, &benchfmt.Result{Name: benchfmt.Name(n), Iters: 1, Values: []benchfmt.Value{{Value: 1, Unit: cell.Failed}}})
}

// Model is the version of the model that the figures are of.
func (s *Set) Model() string { return s.Results[0].GetConfig(cell.Model) }

// SetBlob notes which file was uploaded, without its folder.
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
	s.setKey(cell.Blob, name)
}

// SetCommit notes what was compiled, in a shard: Merge takes it off again.
func (s *Set) SetCommit(commit string) { s.setKey(cell.Commit, commit) }

func (s *Set) setKey(key, value string) {
	for _, r := range s.Results {
		r.SetConfig(key, value)
		i, _ := r.ConfigIndex(key)
		r.Config[i].File = true // else the writer takes it for its own note and leaves it out
	}
}

// Of is the part of the set that a definition has, with the units that its cells may
// have: the file must not depend on what else was measured with it.
func (s *Set) Of(d Definition) *Set {
	part := &Set{Failed: s.Failed}
	units := make(map[string]bool)
	for _, r := range s.Results {
		if name := NameOf(r); name.Benchmark() == d.Benchmark {
			part.Results = append(part.Results, r)
			for _, u := range cell.UnitsOf(name) {
				units[u.Name] = true
			}
		}
	}
	for _, m := range s.Units {
		if units[m.Unit] {
			part.Units = append(part.Units, m)
		}
	}
	return part
}

// Write writes the benchmark format: same results, same bytes. Units are in an order
// of their own, since shards meet them in another than one run does.
func (s *Set) Write(w io.Writer) error {
	slices.SortFunc(s.Units, func(a, b *benchfmt.UnitMetadata) int {
		return cmp.Or(cell.Rank(a.Unit)-cell.Rank(b.Unit), cmp.Compare(a.Unit, b.Unit), cmp.Compare(b.Key, a.Key))
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
