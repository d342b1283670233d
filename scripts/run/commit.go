package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// dirty marks a commit that what was compiled differs from.
const dirty = "-dirty"

// gitCommit is the full hash of HEAD, with dirty behind it if the working tree
// differs: an untracked file may be compiled as well.
func gitCommit(ctx context.Context) (string, error) {
	hash, err := git(ctx, "rev-parse", "--verify", "HEAD")
	if err != nil {
		return "", err
	}
	changes, err := git(ctx, "status", "--porcelain")
	if err != nil {
		return "", err
	}
	hash = strings.TrimSpace(hash)
	if changes != "" {
		hash += dirty
	}
	return hash, nil
}

func git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	killGroup(cmd)
	// In a hook this is the index of the commit that is being made, which a worktree
	// would write over.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "GIT_INDEX_FILE=") })
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("no git command in PATH; install git")
	case err != nil:
		return "", fmt.Errorf("git %s; run this inside a clone of the repository: %w", strings.Join(args, " "), withOutput(err, stdout.String(), stderr.String()))
	}
	return stdout.String(), nil
}
