//go:build unix

package content

import (
	"path/filepath"
	"syscall"
	"testing"
)

// Rule: a pipe, which may never end, is refused before it is read.
func TestFromFileRefusesPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, pipe, "is not a regular file")
}
