package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompileRefuses looks at packages of a throw-away module: a package that
// does not compile has no place in this one.
func TestCompileRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":             "module throwaway\n\ngo 1.26\n",
		"broken/x_test.go":   "package broken\n\nvar x int = \"\"\n",
		"untested/x.go":      "package untested\n",
		"untested/sub/x.go":  "package sub\n",
		"fine/fine_test.go":  "package fine\n",
		"fine/unrelated.txt": "",
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(content), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for pkg, says := range map[string]string{
		"./broken":       "package ./broken does not compile: exit status 1\n# throwaway/broken",
		"./untested":     "package ./untested has no tests and so no benchmarks",
		"./untested/...": "matches more than one package",
		"./none":         "package ./none cannot be found: exit status 1: stat ",
	} {
		if _, err := Compile(t.Context(), pkg, t.TempDir()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Compile(%s) = %v; want %q", pkg, err, says)
		}
	}
	p, err := Compile(t.Context(), "./fine", t.TempDir())
	if err != nil || filepath.Base(p.Dir) != "fine" {
		t.Errorf("Compile(./fine) = %+v, %v; want its folder and no error", p, err)
	}
	t.Setenv("PATH", "")
	if _, err := Compile(t.Context(), "./fine", t.TempDir()); err == nil || !strings.HasSuffix(err.Error(), "no go command in PATH; install Go") {
		t.Errorf("Compile without go = %v", err)
	}
}
