package bench_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Imports point one way: the readers know neither the SDK nor the harness, the
// parts of the simulated world do not know each other. What a package may need,
// of this module and beyond the standard library, stands here.
func TestImportsPointOneWay(t *testing.T) {
	const aws, fake, skiplist = "github.com/aws/", "github.com/johannesboyne/gofakes3", "github.com/ryszard/goskiplist"
	const internal = "readeratbench/bench/internal/"
	for pkg, allowed := range map[string][]string{
		"strategies":                    nil,
		"strategies/defects":            {"readeratbench/strategies"},
		"strategies/readeratest":        nil,
		"strategies/s3source":           {aws, "readeratbench/strategies"},
		"bench/internal/simnet":         nil,
		"bench/internal/bubble":         nil,
		"bench/internal/splitmix":       nil,
		"bench/internal/latency":        nil,
		"bench/internal/content":        {internal + "splitmix"},
		"bench/internal/wallnet":        {"golang.org/x/time/rate", internal + "latency"},
		"bench/internal/fakes3/objects": {fake, skiplist, internal + "content", internal + "splitmix"},
		"bench/internal/fakes3": {fake, skiplist, internal + "fakes3/objects",
			internal + "content", internal + "latency", internal + "splitmix"},
	} {
		for _, dep := range deps(t, "readeratbench/"+pkg) {
			if dep != "readeratbench/"+pkg && !hasAnyPrefix(dep, allowed) {
				t.Errorf("%s depends on %s; allowed beside the standard library: %q", pkg, dep, allowed)
			}
		}
	}
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// deps lists the packages that pkg is compiled with, the standard library's left
// out.
func deps(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg).Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}
