package main

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/results"
)

// bySet takes the results apart into those of one file each.
func bySet(all *results.Set) map[string]*results.Set {
	files := map[string]*results.Set{}
	for _, r := range all.Results {
		s, _ := setOf(cell("Benchmark" + r.Name.String())) // it was listed by its set
		if files[s.raw()] == nil {
			files[s.raw()] = &results.Set{Units: slices.Clone(all.Units)}
		}
		files[s.raw()].Results = append(files[s.raw()].Results, r)
	}
	return files
}

// readSet reads a results file of any age: keys and units that it has not are no
// mistake in one that another version of this program wrote.
func readSet(text []byte, name string) (*results.Set, error) {
	s := &results.Set{}
	found, err := s.Scan(text, name)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s has no figures", name)
	}
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		if !virtual(r) {
			continue
		}
		if err := s.AddResult(r); err != nil {
			return nil, fmt.Errorf("%s: cell %s %w", name, r.Name, err)
		}
	}
	return s, nil
}

// virtual tells figures of virtual time from those of the real clock.
func virtual(r *benchfmt.Result) bool {
	_, ok := r.Value("vsec/op")
	return ok
}

// readFiles takes the virtual figures of results files, and the names of those files
// that have none: they are of the real clock.
func readFiles(files map[string]string, folder string) (_ *gate.Figures, realClock []string, err error) {
	var sets []*results.Set
	for _, name := range sortedKeys(files) {
		set, err := readSet([]byte(files[name]), path.Join(folder, name))
		if err != nil {
			return nil, nil, err
		}
		if len(set.Results) == 0 {
			realClock = append(realClock, name)
		}
		sets = append(sets, set)
	}
	figures, err := gate.NewFigures(sets...)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", folder, err)
	}
	return figures, realClock, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
