package bench_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A folder is a room with one purpose, which a newcomer can take in: at most a dozen
// files that are no tests, and in scripts/ none of more than 250 lines.
func TestRoomsAreSmall(t *testing.T) {
	files := map[string]int{}
	for _, top := range []string{"../bench", "../scripts", "../internal"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			switch name := filepath.Base(path); {
			case err != nil:
				return err
			case d.IsDir() && (name == "peers" || name == "testdata"):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			files[filepath.Dir(path)]++
			text, err := os.ReadFile(path)
			if n := bytes.Count(text, []byte("\n")); top == "../scripts" && n > 250 {
				t.Errorf("%s has %d lines; want at most 250", path, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 20 {
		t.Fatalf("%d folders with Go files; this test looks in the wrong place", len(files))
	}
	for dir, n := range files {
		if n > 12 {
			t.Errorf("%s has %d files that are no tests; want at most 12: split it by purpose", dir, n)
		}
	}
}
