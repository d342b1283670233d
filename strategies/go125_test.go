package strategies_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The readers and the suite compile with the Go of projects that copy or vendor
// them, BuildKit's among them, and need nothing but the standard library.
func TestCompilesWithGo125(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another Go toolchain, which may have to be downloaded")
	}
	const toolchain = "go1.25.4"
	module := t.TempDir()
	if err := os.WriteFile(filepath.Join(module, "go.mod"), []byte("module copied\n\ngo 1.25\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	copySources(t, ".", filepath.Join(module, "strategies"))
	copySources(t, "readeratest", filepath.Join(module, "readeratest"))

	goCommand := func(args ...string) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	// Compiles nothing, so that all that can fail is to get the toolchain.
	if out, err := goCommand("version"); err != nil || !strings.Contains(out, toolchain) {
		t.Skipf("%s cannot be fetched here: %v\n%s", toolchain, err, out)
	}
	for _, verb := range []string{"build", "vet"} {
		if out, err := goCommand(verb, "./..."); err != nil {
			t.Errorf("%s: go %s: %v\n%s", toolchain, verb, err, out)
		}
	}
}

// copySources copies the Go files of a folder that are no tests.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Mkdir(to, 0o777); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(from, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files in %s: %v, %v; want some", from, files, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
