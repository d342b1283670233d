// Package overlaytest is for tests that add a reader to the registry, and nothing
// else, and want to find it in everything that is made of results.
package overlaytest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Reader is the one that is added: the mutex reader under another name.
const Reader = "mine-rwmutex"

const entry = `
		{
			Name: "` + Reader + `", Summary: "one stream behind a lock of its own", New: plain(NewMutex),
			Lock: LockAcrossIO, RequestPerCall: true, Family: "mutex",
		},`

// File is a file for -overlay that adds Reader at the registry's end.
func File(t testing.TB) string {
	t.Helper()
	registry := filepath.Join(root(t), "strategies", "registry.go")
	text, err := os.ReadFile(registry)
	if err != nil {
		t.Fatal(err)
	}
	before, all, found := strings.Cut(string(text), "return []Strategy{")
	entries, after, closed := strings.Cut(all, "\n\t}\n}")
	if !found || !closed {
		t.Fatalf("%s: no list of strategies, in which to add one", registry)
	}
	dir := t.TempDir()
	added, overlay := filepath.Join(dir, "registry.go"), filepath.Join(dir, "overlay.json")
	write(t, added, []byte(before+"return []Strategy{"+entries+entry+"\n\t}\n}"+after))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {registry: added}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, overlay, replace)
	return overlay
}

// Build builds a command, ./scripts/report, with Reader in its registry.
func Build(t testing.TB, pkg string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), filepath.Base(pkg))
	build := exec.Command("go", "build", "-overlay", File(t), "-o", binary, pkg)
	build.Dir = root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	return binary
}

// Results is a copy of a folder's raw results in which Reader, and what the harness
// makes of it, have the figures of mutex.
func Results(t testing.TB, from string) (dir string) {
	t.Helper()
	raw, err := filepath.Glob(filepath.Join(from, "*.bench"))
	if err != nil || len(raw) == 0 {
		t.Fatalf("%s: %d results files, %v", from, len(raw), err)
	}
	dir = t.TempDir()
	for _, path := range append(raw, filepath.Join(from, "waterfall.csv")) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.Base(path)), widen(text))
	}
	return dir
}

// widen repeats what is said of mutex, of mutex-barging and of mutex-sync.
func widen(text []byte) []byte {
	var wide []byte
	for line := range bytes.Lines(text) {
		wide = append(wide, line...)
		for _, of := range []string{"/reader=mutex", "manager,mutex"} { // a cell, a row of waterfall.csv
			for _, end := range []string{"/", ",", "-barging/", "-sync/"} {
				if was := []byte(of + end); bytes.Contains(line, was) {
					is := strings.Replace(of, "mutex", Reader, 1) + end
					wide = append(wide, bytes.Replace(line, was, []byte(is), 1)...)
				}
			}
		}
	}
	return wide
}

func write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// root is the folder of the module.
func root(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
