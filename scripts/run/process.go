package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// start runs the benchmarks that match pattern once and returns what they
// print. An error has the last lines they wrote.
func (p program) start(ctx context.Context, pattern string, env ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.path,
		"-test.run=^$",
		"-test.bench="+pattern,
		"-test.benchtime=1x", // virtual time repeats itself
		"-test.cpu=1",        // one P a process, and no -N behind the name
		"-test.timeout=10m",
	)
	killGroup(cmd)
	cmd.Dir = p.dir
	cmd.Env = append(append([]string{}, p.env...), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err == nil {
		return stdout.Bytes(), nil
	}
	if ctx.Err() == nil && strings.Contains(err.Error(), "signal: killed") {
		return nil, fmt.Errorf("%w, not by this program: probably out of memory; try a smaller SIZE", err)
	}
	return nil, withOutput(err, withoutHeader(stdout.String()), stderr.String())
}

// withoutHeader leaves out what every benchmark prints before it does anything.
func withoutHeader(out string) string {
	var kept strings.Builder
	for line := range strings.Lines(out) {
		if !headerLine.MatchString(line) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

var headerLine = regexp.MustCompile(`^(Unit \S+ |(model|goos|goarch|pkg|cpu): )`)

// withOutput adds to err what the process wrote, on err's line if that is one
// line.
func withOutput(err error, stdout, stderr string) error {
	out := strings.TrimSpace(excerpt(stdout) + excerpt(stderr))
	if out == "" {
		return err
	}
	sep := ": "
	if strings.Contains(out, "\n") {
		sep = "\n"
	}
	return fmt.Errorf("%w%s%s", err, sep, out)
}

// excerpt is s, or its first and last lines where it is long: a panic has its
// message at the top, a failed benchmark at the bottom.
func excerpt(s string) string {
	const head, tail = 30, 20 // a hang names the reader some way down its stack
	lines := strings.SplitAfter(strings.TrimSuffix(s, "\n"), "\n")
	if len(lines) <= head+tail {
		return s
	}
	cut := len(lines) - head - tail
	return strings.Join(lines[:head], "") + fmt.Sprintf("[%d lines left out]\n", cut) + strings.Join(lines[len(lines)-tail:], "") + "\n"
}

// listCells asks the program for the names that pattern matches, in order.
func listCells(ctx context.Context, p program, pattern, tmp string) ([]cell, error) {
	list := filepath.Join(tmp, "cells")
	if _, err := p.start(ctx, pattern, envPrefix+"LIST="+list); err != nil {
		return nil, fmt.Errorf("BENCH=%s: the cells cannot be listed: %w", pattern, err)
	}
	names, err := os.ReadFile(list)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the list of cells: %w", err)
	}
	var cells []cell
	seen := map[string]bool{}
	for _, name := range strings.Fields(string(names)) {
		if !cell(name).tabular() {
			return nil, fmt.Errorf("BENCH=%s: %s has no place in a table; leave it out, names must look like %s", pattern, name, exampleCell)
		}
		if seen[name] {
			return nil, fmt.Errorf("BENCH=%s: %s is listed twice; name the cells of the benchmark apart", pattern, name)
		}
		seen[name] = true
		cells = append(cells, cell(name))
	}
	if len(cells) == 0 {
		return nil, fmt.Errorf("BENCH=%s matches no cell; it is matched element by element between slashes, and names look like %s", pattern, exampleCell)
	}
	return cells, nil
}
