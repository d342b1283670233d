package bench_test

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "readeratbench/"

// mayNeed is what the packages of a folder may be compiled with, of this module and
// of others, beside what is below the folder itself and the standard library. A
// package that is not below one of these is free; bench is not imported by any.
var mayNeed = map[string][]string{
	"strategies":              nil,
	"strategies/defects":      {"readeratbench/strategies"},
	"strategies/readeratest":  nil,
	"strategies/s3source":     {"github.com/aws/", "readeratbench/strategies"},
	"internal/cell":           nil,
	"internal/rows":           {"readeratbench/strategies", "readeratbench/strategies/defects"},
	"bench/internal/bubble":   nil,
	"bench/internal/splitmix": nil,
	"bench/internal/content":  {"readeratbench/bench/internal/splitmix"},
	"bench/internal/userfile": nil,
	"bench/internal/latency":  {"readeratbench/bench/internal/splitmix"},
	"bench/internal/simnet":   nil,
	"bench/internal/wallnet":  {"golang.org/x/time/rate", "readeratbench/bench/internal/latency", "readeratbench/bench/internal/splitmix"},
	"bench/internal/fakes3": {"github.com/johannesboyne/gofakes3", "github.com/johannesboyne/gofakes3/", "github.com/ryszard/goskiplist/",
		"readeratbench/bench/internal/content", "readeratbench/bench/internal/latency", "readeratbench/bench/internal/splitmix"},
	"bench/internal/locks":    {"readeratbench/bench/internal/simnet"},
	"bench/internal/manifest": {"readeratbench/bench/internal/userfile"},
	"bench/internal/meter":    {"readeratbench/internal/cell"},
	"bench/internal/profile": {"readeratbench/bench/internal/userfile", "readeratbench/bench/internal/latency",
		"readeratbench/bench/internal/simnet", "readeratbench/bench/internal/splitmix", "readeratbench/internal/cell"},
	"bench/internal/harness": {"github.com/", "golang.org/x/", "readeratbench/bench/internal/", "readeratbench/internal/", "readeratbench/strategies", "readeratbench/strategies/defects", "readeratbench/strategies/s3source"},
}

// Imports point one way: the readers know neither the SDK nor the harness, the parts
// of the simulated world do not know each other, and bench is for its users.
func TestImportsPointOneWay(t *testing.T) {
	const format = `{{.ImportPath}}:{{join .Deps " "}}:{{join .Imports " "}} {{join .TestImports " "}} {{join .XTestImports " "}}`
	out, err := exec.Command("go", "list", "-f", format, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(line, ":")
		pkg := strings.TrimPrefix(fields[0], module)
		listed[pkg] = true
		if pkg != "bench" && slices.Contains(strings.Fields(fields[2]), module+"bench") {
			t.Errorf("%s imports bench, which is for users and its own tests", pkg)
		}
		for _, dep := range strings.Fields(fields[1]) {
			if own := strings.HasPrefix(dep, module); !own && !strings.Contains(strings.Split(dep, "/")[0], ".") {
				continue // the standard library
			}
			if strings.HasPrefix(pkg, "scripts/") && strings.HasPrefix(dep, module+"bench") {
				t.Errorf("%s depends on %s; want it to know the benchmarks by internal/cell and internal/rows", pkg, dep)
			}
			folder := folderOf(pkg)
			if folder != "" && folderOf(strings.TrimPrefix(dep, module)) != folder && !mayBe(dep, mayNeed[folder]) {
				t.Errorf("%s depends on %s; allowed beside the standard library: %q", pkg, dep, mayNeed[folder])
			}
		}
	}
	for folder := range mayNeed {
		if !listed[folder] {
			t.Errorf("mayNeed has %s, a package that there is not", folder)
		}
	}
}

// folderOf is the folder of mayNeed that a package is below, or "".
func folderOf(pkg string) string {
	for ; pkg != "."; pkg = path.Dir(pkg) {
		if _, ok := mayNeed[pkg]; ok {
			return pkg
		}
	}
	return ""
}

// mayBe tells whether a package is one of those allowed, or below one that ends in a
// slash.
func mayBe(pkg string, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		return pkg == a || strings.HasSuffix(a, "/") && strings.HasPrefix(pkg, a)
	})
}
