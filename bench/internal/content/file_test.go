package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFromFile(t *testing.T) {
	path := write(t, "layer.tar.gz", "a layer")
	c, err := FromFile(path)
	if err != nil {
		t.Fatalf("FromFile: %v", err)
	}
	if c.Size() != 7 || c.Diff([]byte("a layer"), 0) != 0 {
		t.Errorf("FromFile gave %d bytes, %d wrong; want 7, 0", c.Size(), c.Diff([]byte("a layer"), 0))
	}
}

// Rule: each kind of bad blob is refused in one sentence that names the file
// and the cause.
func TestFromFileRefuses(t *testing.T) {
	file := write(t, "file", "x")
	for _, tc := range []struct{ name, path, want string }{
		{"missing", filepath.Join(t.TempDir(), "none"), "does not exist"},
		{"empty", write(t, "empty", ""), "is empty"},
		{"directory", t.TempDir(), "is a directory"},
		// Permission bits do not stop root; a file used as a folder does.
		{"unreadable", filepath.Join(file, "below"), "cannot be read: not a directory"},
	} {
		t.Run(tc.name, func(t *testing.T) { refuses(t, tc.path, tc.want) })
	}
}

func refuses(t *testing.T, path, want string) {
	t.Helper()
	c, err := FromFile(path)
	if c != nil || err == nil {
		t.Fatalf("FromFile = %v, %v; want an error", c, err)
	}
	msg := err.Error()
	if !strings.Contains(msg, want) || !strings.Contains(msg, path) || strings.Contains(msg, "\n") {
		t.Errorf("FromFile: %q; want one line naming %s and %q", msg, path, want)
	}
}

func TestFromFileNoPermission(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	path := write(t, "secret", "x")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := FromFile(path); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("FromFile: %v; want permission denied", err)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
