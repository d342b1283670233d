package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// list asks the program, with env added to its environment, for the names of
// the cells that o asks for, in order.
func (p program) list(ctx context.Context, o options, env ...string) ([]cell, error) {
	names, err := p.names(ctx, o.pattern(), env...)
	if err != nil {
		if said := failure.FindStringSubmatch(err.Error()); said != nil {
			return nil, fmt.Errorf("%s%s", o.given(), said[1])
		}
		return nil, fmt.Errorf("%s%w", o.given(), err)
	}
	var cells []cell
	seen := map[string]bool{}
	for _, name := range names {
		if !cell(name).tabular() {
			return nil, fmt.Errorf("%s%s has no place in a table; leave it out, names must look like %s", o.given(), name, exampleCell)
		}
		if seen[name] {
			return nil, fmt.Errorf("%s%s is listed twice; name the cells of the benchmark apart", o.given(), name)
		}
		seen[name] = true
		cells = append(cells, cell(name))
	}
	if len(cells) == 0 {
		return nil, noCells(o)
	}
	return cells, nil
}

// names are the names of all cells that match, in order; there may be none.
func (p program) names(ctx context.Context, pattern string, env ...string) ([]string, error) {
	path := filepath.Join(p.tmp, "cells")
	defer os.Remove(path) // cells append to it
	if _, err := p.start(ctx, pattern, append(env, listEnv+path)...); err != nil {
		return nil, fmt.Errorf("the cells cannot be listed: %w", err)
	}
	names, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the list of cells: %w", err)
	}
	return strings.Fields(string(names)), nil
}

// failure is what a benchmark says when it refuses to begin, without what the
// testing package and the harness put before it. Only of a single line: what has
// more is not such a refusal, and shown as it is.
var failure = regexp.MustCompile(`(?s)--- FAIL: \S+\n +\w+\.go:\d+: (?:bench: )?(?:READERATBENCH_PROFILE: )?([^\n]+)\nFAIL$`)

func noCells(o options) error {
	if o.bench == "" {
		return fmt.Errorf("package %s has no cells of %s; choose those it has by -bench", o.pkg, o.pattern())
	}
	return fmt.Errorf("BENCH=%s matches no cell; it is matched element by element between slashes, and names look like %s", o.bench, exampleCell)
}

// given is what of the caller's may be wrong with cells, to begin an error with.
func (o options) given() string {
	var s string
	if o.bench != "" {
		s += "BENCH=" + o.bench + ": "
	}
	if o.manifest != "" {
		s += "MANIFEST=" + o.manifest + ": "
	}
	if o.profile != "" {
		s += "PROFILE=" + o.profile + ": "
	}
	return s
}
