package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The pictures of what a diff stages are those of make report, and nothing else is
// made.
func TestDrawPictures(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the report")
	}
	dir := t.TempDir()
	t.Chdir("../..")
	staged := map[string]string{}
	for _, pattern := range []string{"results/*.bench", "results/*.csv"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %q, %v", pattern, files, err)
		}
		for _, file := range files {
			text := read(t, file)
			staged[filepath.Join(dir, filepath.Base(file))] = text
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := drawPictures(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	want := snapshot(t, "results/figures")
	got := snapshot(t, filepath.Join(dir, figuresFolder))
	wantSame(t, relative(filepath.Join(dir, figuresFolder), got), relative("results/figures", want))
	for path := range snapshot(t, dir) {
		if _, ok := staged[path]; !ok && path != dir && got[path] == "" {
			t.Errorf("%s was made, which is no picture", path)
		}
	}
}
