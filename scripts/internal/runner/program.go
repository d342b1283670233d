// Package runner runs benchmarks, every cell in a process of its own, so that a figure
// never depends on what ran before it.
package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/proc"
)

// Program is a compiled test binary and how its processes are to run.
type Program struct {
	Path string
	Dir  string   // the package's folder, where go test would run it
	Tmp  string   // for files that go with it
	Env  []string // of every process

	AnyProcs bool // GOMAXPROCS is the environment's, not 1
}

// Compile compiles the benchmarks of pkg, once, into tmp.
func Compile(ctx context.Context, pkg, tmp string) (Program, error) {
	p := Program{Path: filepath.Join(tmp, "bench.test"), Tmp: tmp}
	dir, err := proc.Go(ctx, tmp, "list", "-f", "{{.Dir}}", "--", pkg)
	if err != nil {
		return p, fmt.Errorf("package %s cannot be found: %w", pkg, err)
	}
	p.Dir = strings.TrimSpace(dir)
	if strings.Contains(p.Dir, "\n") {
		return p, fmt.Errorf("-pkg %s: matches more than one package; give the one with the benchmarks", pkg)
	}
	if _, err := proc.Go(ctx, tmp, "test", "-c", "-o", p.Path, pkg); err != nil {
		return p, fmt.Errorf("package %s does not compile: %w", pkg, err)
	}
	// Without test files go test -c succeeds and writes nothing.
	if _, err := os.Stat(p.Path); err != nil {
		return p, fmt.Errorf("package %s has no tests and so no benchmarks; give one that has by -pkg", pkg)
	}
	return p, nil
}

// Env is the environment of cells: the caller's with the variables given. One left over
// in the caller's would change figures that are committed, so only what was asked for
// is passed; and GODEBUG can turn off what virtual time is made of.
func Env(given ...string) []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, cell.EnvPrefix) && !strings.HasPrefix(kv, "GODEBUG=") {
			env = append(env, kv)
		}
	}
	return append(env, given...)
}

// List asks for the names of all cells that match, in order, with env added to the
// program's environment; there may be none. Every one of them has a place in a table,
// and none is there twice.
func (p Program) List(ctx context.Context, pattern string, env ...string) ([]cell.Name, error) {
	path := filepath.Join(p.Tmp, "cells")
	defer os.Remove(path) // cells append to it
	if _, err := p.start(ctx, pattern, append(env, cell.EnvList+"="+path)...); err != nil {
		if said := refusal.FindStringSubmatch(err.Error()); said != nil {
			return nil, errors.New(said[1])
		}
		return nil, fmt.Errorf("the cells cannot be listed: %w", err)
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the list of cells: %w", err)
	}
	var cells []cell.Name
	seen := map[cell.Name]bool{}
	for _, printed := range strings.Fields(string(text)) {
		n := cell.Parse(printed)
		if !n.Tabular() {
			return nil, fmt.Errorf("%s has no place in a table; leave it out, names must look like %s", n, cell.Example)
		}
		if seen[n] {
			return nil, fmt.Errorf("%s is listed twice; name the cells of the benchmark apart", n)
		}
		seen[n] = true
		cells = append(cells, n)
	}
	return cells, nil
}

// refusal is what a benchmark says when it refuses to begin, without what the testing
// package and the harness put before it. Only of a single line: what has more is not
// such a refusal, and shown as it is.
var refusal = regexp.MustCompile(`(?s)--- FAIL: \S+\n +\w+\.go:\d+: (?:bench: )?(?:` + cell.EnvProfile + `: )?([^\n]+)\nFAIL$`)

// start runs the benchmarks that match pattern once and returns what they print.
func (p Program) start(ctx context.Context, pattern string, env ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.Path,
		"-test.run=^$",
		"-test.bench="+pattern,
		"-test.benchtime=1x", // virtual time repeats itself
		"-test.timeout=10m",
	)
	if !p.AnyProcs {
		cmd.Args = append(cmd.Args, "-test.cpu=1") // one P a process, and no -N behind the name
	}
	cmd.Dir = p.Dir
	cmd.Env = append(append([]string{}, p.Env...), env...)
	out, err := proc.Run(cmd)
	if err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "signal: killed") {
		return nil, fmt.Errorf("%w, not by this program: probably out of memory; try a smaller SIZE", err)
	}
	return out, err
}
