package results

import (
	"slices"
	"strings"

	"readeratbench/internal/cell"
)

// Definition is a benchmark whose whole matrix is committed.
type Definition struct {
	Name      string // of its files: <name>.bench, tables/<name>….txt; and its goal of make
	Benchmark string // of BenchmarkUpload, Upload
	Column    string // the key whose values make the columns of its tables
	Traced    bool   // every request of its cells is kept as well, in <name>.csv
	Scenarios bool   // its tables have the range over scenarios, not every cell
	Outcomes  bool   // its tables say in words how copies ended
	Costs     bool   // its table has what failing requests cost
	Apart     bool   // make figures leaves it out: it takes minutes
	Goal      string // of make, where that is another one than Name
}

// Upload is the default matrix, Image that of MANIFEST, which is never committed.
var (
	Upload = Definition{Name: "upload", Benchmark: "Upload", Column: "size"}
	Image  = Definition{Name: "image", Benchmark: "Image", Column: "size"}
)

// Definitions are all whose figures are committed, in the order of make figures. A new
// sweep is one line here and a benchmark.
var Definitions = []Definition{
	Upload,
	{Name: "size", Benchmark: "Size", Column: "size"},
	{Name: "workers", Benchmark: "Workers", Column: "workers"},
	{Name: "scaling", Benchmark: "Scaling", Column: "workers", Scenarios: true},
	{Name: "part", Benchmark: "Part", Column: "part"},
	{Name: "layers", Benchmark: "Layers", Column: "layers"},
	{Name: "profile", Benchmark: "Profile", Column: "profile"},
	{Name: "memory", Benchmark: "Memory", Column: "memory"},
	{Name: "range", Benchmark: "Range", Column: "size", Scenarios: true},
	{Name: "lock", Benchmark: "Lock", Column: "size"},
	{Name: "ahead", Benchmark: "Ahead", Column: "size"},
	{Name: "model", Benchmark: "Model", Column: "size"},
	{Name: "waterfall", Benchmark: "Waterfall", Column: "size", Traced: true},
	{Name: "faults", Benchmark: "Faults", Column: "reader", Outcomes: true},
	{Name: "faultsmore", Benchmark: "FaultsMore", Column: "reader", Outcomes: true, Apart: true, Goal: "faults"},
	{Name: "faultcost", Benchmark: "FaultCost", Column: "failing", Costs: true, Apart: true, Goal: "faults"},
}

// InFigures are the definitions that make figures measures.
func InFigures() []Definition {
	return slices.DeleteFunc(slices.Clone(Definitions), func(d Definition) bool { return d.Apart })
}

// MadeBy are the definitions that a goal of its own measures; none where the goal is of
// another definition.
func MadeBy(goal string) []Definition {
	return slices.DeleteFunc(slices.Clone(Definitions), func(d Definition) bool { return Goal(d.Name) != goal })
}

// Define finds the definition of a name, as of a file or a goal.
func Define(name string) (Definition, bool) {
	return find(func(d Definition) bool { return d.Name == name })
}

// DefinitionOf finds the definition that has the cell.
func DefinitionOf(n cell.Name) (Definition, bool) {
	return find(func(d Definition) bool { return d.Benchmark == n.Benchmark() })
}

func find(is func(Definition) bool) (Definition, bool) {
	if i := slices.IndexFunc(Definitions, is); i >= 0 {
		return Definitions[i], true
	}
	return Definition{}, false
}

// Raw is the file of the figures that the tables are made from.
func (d Definition) Raw() string { return d.Name + ".bench" }

// Trace is the file of the requests, where they are kept.
func (d Definition) Trace() string { return d.Name + ".csv" }

// Goal is the goal of make that makes the file of that name.
func Goal(name string) string {
	if name == Upload.Name {
		return "bench"
	}
	if d, ok := Define(name); ok && d.Goal != "" {
		return d.Goal
	}
	return name
}

// Pattern matches the whole of the benchmarks.
func Pattern(all ...Definition) string {
	var patterns []string
	for _, d := range all {
		patterns = append(patterns, "^Benchmark"+d.Benchmark+"$")
	}
	return strings.Join(patterns, "|")
}
