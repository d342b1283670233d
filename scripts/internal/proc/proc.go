// Package proc starts the processes that the scripts need: go, git and compiled
// benchmarks. Each is ended as a group when its context ends.
package proc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

// Run runs a command and returns what it prints. Its error has what the command said.
func Run(cmd *exec.Cmd) ([]byte, error) {
	killGroup(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, WithOutput(err, stdout.String()+stderr.String())
	}
	return stdout.Bytes(), nil
}

// Go returns what the go command prints. Its temporary files go to tmp, if given: it
// leaves them behind when it is killed.
func Go(ctx context.Context, tmp string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	if tmp != "" {
		cmd.Env = append(os.Environ(), "GOTMPDIR="+tmp)
	}
	out, err := Run(cmd)
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("no go command in PATH; install Go")
	}
	return string(out), err
}

// Git returns what git prints.
func Git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	// In a hook this names the index of the commit that is being made.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "GIT_INDEX_FILE=") })
	out, err := Run(cmd)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("no git command in PATH; install git")
	case err != nil:
		return "", fmt.Errorf("git %s; run this inside a clone of the repository: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}

// Dirty ends a commit that what was compiled differs from.
const Dirty = "-dirty"

// Commit is the full hash of HEAD, with Dirty behind it if the working tree differs:
// an untracked file may be compiled as well.
func Commit(ctx context.Context) (string, error) {
	hash, err := Git(ctx, "rev-parse", "--verify", "HEAD")
	if err != nil {
		return "", err
	}
	changes, err := Git(ctx, "status", "--porcelain")
	if err != nil {
		return "", err
	}
	hash = strings.TrimSpace(hash)
	if changes != "" {
		hash += Dirty
	}
	return hash, nil
}

// WithOutput adds to err what a process wrote, on err's line if that is one line, but
// for what every benchmark prints before it does anything.
func WithOutput(err error, out string) error {
	out = strings.TrimSpace(excerpt(header.ReplaceAllString(out, "")))
	switch {
	case out == "":
		return err
	case strings.Contains(out, "\n"):
		return fmt.Errorf("%w\n%s", err, out)
	}
	return fmt.Errorf("%w: %s", err, out)
}

var header = regexp.MustCompile(`(?m)^(Unit \S+ |(model|goos|goarch|pkg|cpu): ).*\n`)

// excerpt is s, or its first and last lines where it is long: a panic has its message
// at the top, a failed benchmark at the bottom.
func excerpt(s string) string {
	const head, tail = 30, 20 // a hang names the reader some way down its stack
	lines := strings.SplitAfter(strings.TrimSuffix(s, "\n"), "\n")
	if len(lines) <= head+tail {
		return s
	}
	cut := len(lines) - head - tail
	return strings.Join(lines[:head], "") + fmt.Sprintf("[%d lines left out]\n", cut) + strings.Join(lines[len(lines)-tail:], "") + "\n"
}
