// Command run is what `make bench` starts: it runs every cell of a benchmark
// matrix in a process of its own, merges what they print into one file in
// the Go benchmark format, and prints tables with one column a reader.
//
// One process a cell, so that a figure never depends on what ran before it;
// and go test can neither list sub-benchmarks nor show progress.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	os.Exit(exitCode(os.Stderr, run(ctx, os.Stdout, os.Stderr, os.Args[1:])))
}

// stopSignals leaves SIGHUP alone where the caller (nohup) has it ignored.
func stopSignals() []os.Signal {
	s := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		s = append(s, syscall.SIGHUP)
	}
	return s
}

var errInterrupted = errors.New("interrupted: nothing was written, earlier results are as they were")

// usageError is a call that cannot mean anything, whatever the machine.
type usageError struct{ error }

// exitCode says what went wrong, if anything, and picks the exit status.
func exitCode(wErr io.Writer, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(wErr, "readeratbench: %s\n", strings.TrimRight(err.Error(), "\n"))
	var usage usageError
	switch {
	case errors.Is(err, errInterrupted):
		return 130
	case errors.As(err, &usage):
		return 2
	}
	return 1
}

func run(ctx context.Context, w, wErr io.Writer, args []string) error {
	return command{pkg: "./bench", compile: compilePackage, terminal: isTerminal}.run(ctx, w, wErr, args)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// command is what surrounds one run; tests replace its parts.
type command struct {
	pkg      string // whose whole default matrix is the committed one
	compile  func(ctx context.Context, pkg, tmp string) (program, error)
	terminal func(io.Writer) bool
}

func (c command) run(ctx context.Context, w, wErr io.Writer, args []string) error {
	o, err := parseOptions(wErr, c.pkg, args)
	if err != nil {
		return err
	}
	var progress io.Writer // nil: nobody is looking
	if c.terminal(wErr) {
		progress = wErr
	}
	tables, err := c.bench(ctx, progress, o)
	if err != nil && ctx.Err() != nil {
		return errInterrupted // whatever failed, it failed because of that
	}
	if err != nil {
		return err
	}
	// Last: whoever reads the tables may stop reading, which ends the process.
	return printTables(w, tables, o.dir())
}

// bench does the work of one run: everything that can be refused is looked at
// before the first cell starts, nothing is published before the last is done.
func (c command) bench(ctx context.Context, progress io.Writer, o options) (tables []*uploaderTables, err error) {
	out, err := stageOutput(o.dir())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.discard()) }()
	if _, err := goCommand(ctx, "", "tool", "-n", "benchstat"); err != nil {
		return nil, fmt.Errorf("no benchstat to make tables with; run this inside the repository: %w", err)
	}
	cells, results, err := c.measure(ctx, progress, o)
	if err != nil {
		return nil, err
	}
	if err := out.write(rawName, results.write); err != nil {
		return nil, err
	}
	if tables, err = makeTables(ctx, cells, results); err != nil {
		return nil, err
	}
	for _, t := range tables {
		if err := out.write(t.file(), t.write); err != nil {
			return nil, err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return tables, out.publish(o.partial())
}

// measure compiles the benchmarks, lists the cells and runs them all.
func (c command) measure(ctx context.Context, progress io.Writer, o options) ([]cell, *resultSet, error) {
	tmp, err := os.MkdirTemp("", "readeratbench-")
	if err != nil {
		return nil, nil, fmt.Errorf("no room for a compiled benchmark: %w", err)
	}
	defer os.RemoveAll(tmp)
	p, cells, err := c.prepare(ctx, progress, o, tmp)
	if err != nil {
		return nil, nil, err
	}
	results, err := runCells(ctx, p, cells, o.procs, progress)
	if err != nil {
		return nil, nil, err
	}
	results.setBlob(o.blob)
	return cells, results, nil
}

// prepare compiles and lists; on a fresh machine that takes a while.
func (c command) prepare(ctx context.Context, progress io.Writer, o options, tmp string) (program, []cell, error) {
	defer showStatus(progress, "compiling the benchmarks of "+o.pkg)()
	p, err := c.compile(ctx, o.pkg, tmp)
	if err != nil {
		return p, nil, err
	}
	p.env = o.env()
	cells, err := listCells(ctx, p, o.pattern(), tmp)
	return p, cells, err
}
