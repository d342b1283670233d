// Command run is what make starts: it measures the benchmarks' cells, each in a process
// of its own, writes results files and tables, puts shards together, compares figures
// with another commit's, and looks whether they repeat.
//
// Its exit status is 0, 1 if the measurement says no, and 2 if there is none.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/term"

	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/proc"
	"readeratbench/scripts/internal/results"
	"readeratbench/scripts/internal/runner"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	os.Exit(exit.Code(os.Stderr, "readeratbench", run(ctx, os.Stdout, os.Stderr, os.Args[1:])))
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

func run(ctx context.Context, w, wErr io.Writer, args []string) error {
	return command{pkg: "./bench", compile: runner.Compile, commit: proc.Commit, pictures: drawPictures, terminal: isTerminal}.run(ctx, w, wErr, args)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// command is what surrounds one run; tests replace its parts.
type command struct {
	pkg      string // whose whole default matrix is the committed one
	compile  func(ctx context.Context, pkg, tmp string) (runner.Program, error)
	commit   func(context.Context) (string, error)
	pictures func(ctx context.Context, results string) error
	terminal func(io.Writer) bool
}

// A subcommand declares its flags and returns what it does once they are parsed.
type subcommand struct {
	name, summary string
	setUp         func(command, *flag.FlagSet) action
}

// action does the work and returns what prints its outcome. Progress may be nil.
type action func(ctx context.Context, progress io.Writer) (render, error)

type render func(w io.Writer) error

// subcommands are all there are: those below, and one for each set of figures.
func subcommands() []subcommand {
	all := []subcommand{
		{"bench", "run the default matrix, or part of it, or a shard", command.bench},
		{"figures", "run every set whose figures are committed", command.figures},
		{"merge", "put shards together", command.merge},
		{"tables", "make every table anew from the results there are", command.tables},
		{"diff", "compare all sets with another commit's results/, fail if a figure is worse", command.diff},
		{"stress", "run every cell many times, fail if a figure does not repeat", command.stress},
	}
	for _, d := range results.Definitions[1:] {
		if of := results.MadeBy(d.Name); len(of) > 0 {
			all = append(all, subcommand{d.Name, "run the set of Benchmark" + d.Benchmark, func(c command, fs *flag.FlagSet) action { return c.set(fs, d.Name, of...) }})
		}
	}
	return all
}

func (c command) run(ctx context.Context, w, wErr io.Writer, args []string) error {
	all := subcommands()
	i := -1
	if len(args) > 0 {
		i = slices.IndexFunc(all, func(s subcommand) bool { return s.name == args[0] })
	}
	if i < 0 {
		usage(wErr, all)
		if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
			return flag.ErrHelp
		}
		return fmt.Errorf("unknown command %q", args[0])
	}
	fs := flag.NewFlagSet("readeratbench "+all[i].name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // flag would print its error and the whole usage
	act := all[i].setUp(c, fs)
	if err := fs.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fs.SetOutput(wErr)
			fmt.Fprintf(wErr, "%s: %s\n", fs.Name(), all[i].summary)
			fs.PrintDefaults()
			return err
		}
		return fmt.Errorf("%w; -h lists the flags", err)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; pass values by flags, -h lists them", fs.Arg(0))
	}
	var progress io.Writer // nil: not a terminal
	if c.terminal(wErr) {
		progress = wErr
	}
	report, err := act(ctx, progress)
	if err != nil && ctx.Err() != nil {
		return errInterrupted // whatever failed, it failed because of that
	}
	if err != nil {
		return err
	}
	return report(w) // last: a pipe that is closed meanwhile ends the process
}

func usage(w io.Writer, all []subcommand) {
	fmt.Fprintln(w, "usage: readeratbench COMMAND [flags]; COMMAND -h lists the flags")
	for _, s := range all {
		fmt.Fprintf(w, "  %-10s %s\n", s.name, s.summary)
	}
}
