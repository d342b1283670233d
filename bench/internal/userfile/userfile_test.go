package userfile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Rule: what is not a small file is refused before it is read, and an empty one after.
func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	huge, empty := filepath.Join(dir, "huge.json"), filepath.Join(dir, "empty.json")
	for path, size := range map[string]int{huge: 101, empty: 0} {
		if err := os.WriteFile(path, bytes.Repeat([]byte(" "), size), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "missing.json"): "does not exist; a relative path starts in the folder of the package",
		"missing.json":                     "does not exist; a relative path",
		dir:                                "is a directory or no regular file",
		os.DevNull:                         "is a directory or no regular file",
		"bad\x00name":                      "cannot be read: ",
		huge:                               "has 101 bytes; want at most 100: is it another file?",
		empty:                              "is empty: did the command that wrote it fail?",
	} {
		_, err := Read("thing", path, 100)
		if want := fmt.Sprintf("the thing %q %s", path, want); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}

// Rule: a field is found by its name, whatever its case, and not in a value.
func TestFind(t *testing.T) {
	for data, want := range map[string]int{
		`{"a": "rtt", "RTT" : 1}`: 13,
		`{"a": "\"rtt\":"}`:       -1,
		`{"artt": 1}`:             -1,
	} {
		if got := Find([]byte(data), "rtt"); got != want {
			t.Errorf("Find(%s) = %d; want %d", data, got, want)
		}
	}
}
