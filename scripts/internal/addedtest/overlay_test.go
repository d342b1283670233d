package addedtest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// newReader is the one that is added: the mutex reader under another name.
const newReader = "mine-rwmutex"

const entry = `
		{
			Name: "` + newReader + `", Summary: "one stream behind a lock of its own", New: plain(NewMutex),
			Lock: LockAcrossIO, RequestPerCall: true, Family: "mutex",
		},`

// overlay is a file for -overlay that adds newReader at the registry's end.
func overlay(t testing.TB) string {
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
	added, file := filepath.Join(dir, "registry.go"), filepath.Join(dir, "overlay.json")
	write(t, added, []byte(before+"return []Strategy{"+entries+entry+"\n\t}\n}"+after))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {registry: added}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, replace)
	return file
}

// build builds a command, ./scripts/report, with newReader in its registry.
func build(t testing.TB, pkg string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), filepath.Base(pkg))
	goDo(t, "build", "-overlay", overlay(t), "-o", binary, pkg)
	return binary
}

// widened is a copy of a folder's raw results in which newReader, and what the harness
// makes of it, have the figures of mutex.
func widened(t testing.TB, from string) (dir string) {
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
					is := strings.Replace(of, "mutex", newReader, 1) + end
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

// goDo runs the go command at the root of the module.
func goDo(t testing.TB, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = root(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}
