package main

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/perf/benchfmt"

	"readeratbench/scripts/internal/results"
)

// procs is what go test appends to a name unless GOMAXPROCS is 1.
var procs = regexp.MustCompile(`^(-[0-9]+)?$`)

// mergeResults reads every cell's output and holds it to its name.
func mergeResults(cells []cell, outputs [][]byte) (*results.Set, error) {
	set := &results.Set{}
	for i, c := range cells {
		if err := addOutput(set, c, outputs[i]); err != nil {
			return nil, fmt.Errorf("cell %s: %w", c, err)
		}
	}
	return set, nil
}

// addOutput adds what a cell printed, which must be one result.
func addOutput(s *results.Set, c cell, output []byte) error {
	got, err := s.Scan(output, "its output")
	if err != nil {
		return err
	}
	if len(got) != 1 {
		return withOutput(fmt.Errorf("printed %d results, want exactly one", len(got)), string(output), "")
	}
	if err := takeName(c, got[0]); err != nil {
		return err
	}
	return s.AddResult(got[0])
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
