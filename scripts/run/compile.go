package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program is a compiled test binary and how its processes are to run.
type program struct {
	path string
	dir  string // the package's folder, where go test would run it
	tmp  string // for files that go with it
	env  []string

	anyProcs bool // GOMAXPROCS is the environment's, not 1
}

// compilePackage compiles the benchmarks of pkg, as seen from the folder from, once,
// into tmp.
func compilePackage(ctx context.Context, from, pkg, tmp string) (program, error) {
	p := program{path: filepath.Join(tmp, "bench.test")}
	dir, err := goCommand(ctx, tmp, "-C", from, "list", "-f", "{{.Dir}}", "--", pkg)
	if err != nil {
		return p, fmt.Errorf("package %s cannot be found: %w", pkg, err)
	}
	p.dir = strings.TrimSpace(dir)
	if strings.Contains(p.dir, "\n") {
		return p, fmt.Errorf("-pkg %s: matches more than one package; give the one with the benchmarks", pkg)
	}
	if _, err := goCommand(ctx, tmp, "-C", from, "test", "-c", "-o", p.path, pkg); err != nil {
		return p, fmt.Errorf("package %s does not compile: %w", pkg, err)
	}
	// Without test files go test -c succeeds and writes nothing.
	if _, err := os.Stat(p.path); err != nil {
		return p, fmt.Errorf("package %s has no tests and so no benchmarks; give one that has by -pkg", pkg)
	}
	return p, nil
}

// goCommand returns what the go command prints; its error has what it said. Its
// work goes to tmp, if given: when it is killed it leaves that behind.
func goCommand(ctx context.Context, tmp string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	killGroup(cmd)
	if tmp != "" {
		cmd.Env = append(os.Environ(), "GOTMPDIR="+tmp)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("no go command in PATH; install Go")
	case err != nil:
		return "", withOutput(err, stdout.String(), stderr.String())
	}
	return stdout.String(), nil
}
