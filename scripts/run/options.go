package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// defaultPattern matches the whole matrix.
const defaultPattern = "^BenchmarkUpload$"

// maxSize keeps a slip of the finger from taking the machine's memory.
const (
	maxSize  = 4 << 30
	tooLarge = "every running cell keeps its whole copy in memory, to compare it"
)

// options is one call, checked. Empty bench, size and blob mean "not given",
// which is how make passes variables that were not set.
type options struct {
	bench   string
	size    int64
	blob    string // absolute
	results string
	procs   int
	pkg     string

	defaultPkg string
}

func parseOptions(wErr io.Writer, defaultPkg string, args []string) (options, error) {
	o := options{defaultPkg: defaultPkg}
	var size string
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // flag would print its error and the whole usage
	fs.StringVar(&o.bench, "bench", "", "run only the cells that match this `regexp` (BENCH), element by element between slashes")
	fs.StringVar(&size, "size", "", "upload this many `bytes` (SIZE) instead of the sizes of the matrix")
	fs.StringVar(&o.blob, "blob", "", "upload the bytes of this `file` (BLOB) instead of generated ones")
	fs.StringVar(&o.results, "results", "results", "`directory` for the results; partial runs use its folder local")
	fs.IntVar(&o.procs, "procs", runtime.NumCPU(), "run at most this `number` of cells at once")
	fs.StringVar(&o.pkg, "pkg", defaultPkg, "run the benchmarks of this `package`")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fs.SetOutput(wErr)
			fs.Usage()
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; -h lists the flags", err)}
	}
	if fs.NArg() > 0 {
		return o, usageError{fmt.Errorf("unexpected argument %q; pass values by flags, -h lists them", fs.Arg(0))}
	}
	return o, o.check(size)
}

// check refuses, before anything is compiled, what could only fail later.
func (o *options) check(size string) error {
	if o.procs < 1 {
		return usageError{fmt.Errorf("-procs %d: need at least one process; give 1 or more", o.procs)}
	}
	if _, err := regexp.Compile(o.bench); err != nil {
		return usageError{fmt.Errorf("BENCH=%s: %w; quote what the expression should take literally with \\", o.bench, err)}
	}
	if size != "" && o.blob != "" {
		return usageError{fmt.Errorf("SIZE=%s and BLOB=%s: a file has its own size; give one of the two", size, o.blob)}
	}
	if size != "" {
		n, err := parseSize(size)
		if err != nil || n <= 0 {
			return usageError{fmt.Errorf("SIZE=%s: not a positive number of bytes; give one such as SIZE=8388608 or SIZE=8MiB", size)}
		}
		if n > maxSize {
			return usageError{fmt.Errorf("SIZE=%s: %s; give at most 4GiB", size, tooLarge)}
		}
		o.size = n
	}
	return o.checkBlob()
}

func (o *options) checkBlob() error {
	if o.blob == "" {
		return nil
	}
	given := o.blob
	refuse := func(why string) error {
		return fmt.Errorf("BLOB=%s: %s; give a file with the bytes to upload", given, why)
	}
	info, err := os.Stat(given)
	switch {
	case err != nil:
		return refuse(reason(err))
	case info.IsDir():
		return refuse("is a directory")
	case !info.Mode().IsRegular():
		return refuse("is not a regular file")
	case info.Size() == 0:
		return refuse("is empty")
	case info.Size() > maxSize:
		return fmt.Errorf("BLOB=%s: %s; give a file of at most 4 GiB", given, tooLarge)
	}
	f, err := os.Open(given)
	if err != nil {
		return refuse(reason(err))
	}
	f.Close()
	// The cells run in the folder of their package.
	if o.blob, err = filepath.Abs(given); err != nil {
		return refuse(reason(err))
	}
	return nil
}

// partial tells a run whose figures are the caller's own from the whole
// default matrix, whose figures are committed.
func (o options) partial() bool {
	return o.bench != "" || o.size != 0 || o.blob != "" || o.pkg != o.defaultPkg
}

func (o options) pattern() string {
	if o.bench == "" {
		return defaultPattern
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

// envPrefix marks the variables through which cells are told what to do.
const envPrefix = "READERATBENCH_"

// env is the cells' environment. A variable left over in the caller's would
// change figures that are committed, so only what was asked for is passed; and
// GODEBUG can turn off what virtual time is made of.
func (o options) env() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, envPrefix) && !strings.HasPrefix(kv, "GODEBUG=") {
			env = append(env, kv)
		}
	}
	if o.size != 0 {
		env = append(env, envPrefix+"SIZE="+strconv.FormatInt(o.size, 10))
	}
	if o.blob != "" {
		env = append(env, envPrefix+"BLOB="+o.blob)
	}
	return env
}

// reason is err without the operation and path that the message has already.
func reason(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return err.Error()
}
