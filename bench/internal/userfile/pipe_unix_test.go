//go:build unix

package userfile

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Rule: a pipe is refused, not waited for.
func TestReadRefusesPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read("thing", pipe, 100); err == nil || !strings.Contains(err.Error(), "is a directory or no regular file") {
		t.Errorf("Read = %v; want that it is no regular file", err)
	}
}
