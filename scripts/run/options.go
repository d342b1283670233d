package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"readeratbench/scripts/internal/results"
)

// What the first argument may be, beside the name of one of otherSets; without
// any of these it is bench.
const (
	mergeCommand  = "merge"
	stressCommand = "stress"
	tablesCommand = "tables"
	diffCommand   = "diff"
)

var usage = `usage:
  readeratbench [flags]         run the whole matrix, or part of it, or a shard
  readeratbench merge [flags]   put the shards of the matrix together
  readeratbench SET [flags]     run another matrix, one of
                                ` + setNames() + `
  readeratbench tables [flags]  make every table anew from the results there are
  readeratbench stress [flags]  run every cell many times and see whether figures repeat
  readeratbench diff [flags]    run all of these matrices, compare with what another
                                commit's results/ have, and fail if a figure is worse
`

// maxSize keeps a slip of the finger from taking the machine's memory.
const (
	maxSize  = 4 << 30
	tooLarge = "every running cell keeps its whole copy in memory, to compare it"
)

// options is one call, checked. An empty value means "not given", which is how
// make passes variables that were not set.
type options struct {
	command  string
	set      set
	bench    string
	size     int64
	blob     string // absolute
	profile  string // a name, or an absolute path
	manifest string // absolute
	shard    shard
	times    int
	base     string // a revision, or "" for the merge base with main
	verify   bool
	results  string
	procs    int
	pkg      string

	defaultPkg string
}

// unchecked is what has yet to be read.
type unchecked struct{ size, shard, times, verify string }

func parseOptions(wErr io.Writer, defaultPkg string, args []string) (options, error) {
	o := options{set: uploadSet, pkg: defaultPkg, defaultPkg: defaultPkg}
	if len(args) > 0 {
		other, ok := otherSet(args[0])
		if ok {
			o.set = other
		}
		if ok || slices.Contains([]string{mergeCommand, stressCommand, tablesCommand, diffCommand}, args[0]) {
			o.command, args = args[0], args[1:]
		}
	}
	var g unchecked
	fs := o.flags(&g)
	fs.SetOutput(io.Discard) // flag would print its error and the whole usage
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fs.SetOutput(wErr)
			fmt.Fprintf(wErr, "%s\nflags of %s:\n", usage, fs.Name())
			fs.PrintDefaults()
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; -h lists the flags", err)}
	}
	if fs.NArg() > 0 {
		return o, usageError{fmt.Errorf("unexpected argument %q; pass values by flags, -h lists them", fs.Arg(0))}
	}
	return o, o.check(g)
}

// flags are those of the command; what another one's would do here is nothing.
func (o *options) flags(g *unchecked) *flag.FlagSet {
	fs := flag.NewFlagSet(strings.TrimSpace("readeratbench "+o.command), flag.ContinueOnError)
	o.results = "results"
	if o.command != stressCommand && o.command != diffCommand {
		fs.StringVar(&o.results, "results", "results", "`directory` for the results; partial runs use its folder local")
	}
	if o.command != mergeCommand && o.command != tablesCommand {
		fs.IntVar(&o.procs, "procs", runtime.NumCPU(), "run at most this `number` of cells at once")
	}
	if o.command == "" || o.command == stressCommand || o.command == diffCommand {
		fs.StringVar(&o.bench, "bench", "", "run only the cells that match this `regexp` (BENCH), element by element between slashes")
	}
	if o.command == "" || o.command == stressCommand {
		fs.StringVar(&g.size, "size", "", "upload this many `bytes` (SIZE) instead of the sizes of the matrix; stress: instead of "+stressSize)
	}
	switch o.command {
	case "":
		fs.StringVar(&o.blob, "blob", "", "upload the bytes of this `file` (BLOB) instead of generated ones")
		fs.StringVar(&o.profile, "profile", "", "measure on this `profile` (PROFILE): a name, or a file with a / or ending in .json")
		fs.StringVar(&o.manifest, "manifest", "", "copy the layers of the image whose manifest is in this `file` (MANIFEST), 4 at a time")
		fs.StringVar(&g.shard, "shard", "", "run this `part` of the matrix (SHARD), such as 1/2, for merge")
		fs.StringVar(&o.pkg, "pkg", o.pkg, "run the benchmarks of this `package`")
	case stressCommand:
		fs.StringVar(&g.times, "times", "", "run every cell this `number` of times (TIMES) instead of "+stressTimes)
	case diffCommand:
		fs.StringVar(&o.base, "base", "", "compare with what this `revision` has in results/ (BASE) instead of the merge base with main")
		fs.StringVar(&g.verify, "verify", "", "if `1`, run the revision's benchmarks as well and compare with them (VERIFY)")
	}
	return fs
}

// check refuses, before anything is compiled, what could only fail later.
func (o *options) check(g unchecked) error {
	if o.procs < 1 && o.command != mergeCommand && o.command != tablesCommand {
		return usageError{fmt.Errorf("-procs %d: need at least one process; give 1 or more", o.procs)}
	}
	if _, err := regexp.Compile(o.bench); err != nil {
		return usageError{fmt.Errorf("BENCH=%s: %w; quote what the expression should take literally with \\", o.bench, err)}
	}
	if g.size != "" && o.blob != "" {
		return usageError{fmt.Errorf("SIZE=%s and BLOB=%s: a file has its own size; give one of the two", g.size, o.blob)}
	}
	if err := o.checkManifest(g); err != nil {
		return err
	}
	if err := o.checkShard(g); err != nil {
		return err
	}
	if o.command == stressCommand {
		if err := o.checkTimes(&g); err != nil {
			return err
		}
	}
	if o.verify = g.verify == "1"; !o.verify && g.verify != "" && g.verify != "0" {
		return usageError{fmt.Errorf("VERIFY=%s: give 1, or leave it out", g.verify)}
	}
	if err := o.checkSize(g.size); err != nil {
		return err
	}
	return o.checkFiles()
}

// checkManifest: an image has layers, and their sizes, of its own.
func (o *options) checkManifest(g unchecked) error {
	if o.manifest == "" {
		return nil
	}
	for _, other := range []struct{ name, value string }{{"SIZE", g.size}, {"BLOB", o.blob}, {"SHARD", g.shard}} {
		if other.value != "" {
			return usageError{fmt.Errorf("MANIFEST=%s and %s=%s: an image has layers of its own; give one of the two", o.manifest, other.name, other.value)}
		}
	}
	o.set = imageSet
	return nil
}

func (o *options) checkSize(size string) error {
	if size == "" {
		return nil
	}
	n, err := results.ParseSize(size)
	if err != nil || n <= 0 {
		return usageError{fmt.Errorf("SIZE=%s: not a positive number of bytes; give one such as SIZE=8388608 or SIZE=8MiB", size)}
	}
	if n > maxSize {
		return usageError{fmt.Errorf("SIZE=%s: %s; give at most 4GiB", size, tooLarge)}
	}
	o.size = n
	return nil
}

// partial tells a run whose figures are the caller's own from the whole
// default matrix, whose figures are committed.
func (o options) partial() bool {
	return o.bench != "" || o.size != 0 || o.blob != "" || o.profile != "" || o.manifest != "" || o.pkg != o.defaultPkg
}

func (o options) pattern() string {
	if o.bench == "" {
		return o.set.pattern()
	}
	return o.bench
}

// dir is where the results go: never over the committed ones for a partial run.
func (o options) dir() string {
	if o.partial() {
		return filepath.Join(o.results, "local")
	}
	return o.results
}
