// Command run is what `make bench` starts: it runs every cell of a benchmark
// matrix in a process of its own, merges what they print into one file in
// the Go benchmark format, and prints tables with one column a reader. Its
// subcommands put shards of that together (merge), run other matrices (see
// otherSets), make the tables anew (tables), look whether figures repeat
// (stress), and compare with those of another commit (diff).
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
	var trouble trouble
	switch {
	case errors.Is(err, errInterrupted):
		return 130
	case errors.As(err, &usage), errors.As(err, &trouble):
		return 2
	}
	return 1
}

func run(ctx context.Context, w, wErr io.Writer, args []string) error {
	return command{pkg: "./bench", compile: compilePackage, commit: gitCommit, pictures: drawPictures, terminal: isTerminal}.run(ctx, w, wErr, args)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// command is what surrounds one run; tests replace its parts.
type command struct {
	pkg      string // whose whole default matrix is the committed one
	compile  func(ctx context.Context, from, pkg, tmp string) (program, error)
	commit   func(context.Context) (string, error)
	pictures func(ctx context.Context, results string) error
	terminal func(io.Writer) bool
}

// show prints what came out.
type show func(w io.Writer) error

func (c command) run(ctx context.Context, w, wErr io.Writer, args []string) error {
	o, err := parseOptions(wErr, c.pkg, args)
	if err != nil {
		return err
	}
	var progress io.Writer // nil: nobody is looking
	if c.terminal(wErr) {
		progress = wErr
	}
	report, err := c.work(o)(ctx, progress, o)
	if err != nil && ctx.Err() != nil {
		return errInterrupted // whatever failed, it failed because of that
	}
	if err != nil {
		return err
	}
	// Last: whoever reads the tables may stop reading, which ends the process.
	return report(w)
}

// work is what the options ask for.
func (c command) work(o options) func(context.Context, io.Writer, options) (show, error) {
	switch {
	case o.command == mergeCommand:
		return c.merge
	case o.command == stressCommand:
		return c.stress
	case o.command == tablesCommand:
		return c.tabulate
	case o.command == diffCommand:
		return c.diff
	case o.shard != shard{}:
		return c.benchShard
	}
	return c.bench // of whatever set
}
