//go:build unix

package content

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Rule: a pipe is refused, not waited for.
func TestFromFileRefusesPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FromFile(pipe); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("FromFile = %v; want that it is not a regular file", err)
	}
}
