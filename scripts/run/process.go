package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
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
		"-test.timeout=10m",
	)
	if !p.anyProcs {
		cmd.Args = append(cmd.Args, "-test.cpu=1") // one P a process, and no -N behind the name
	}
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
