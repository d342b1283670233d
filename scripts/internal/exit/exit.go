// Package exit has the exit statuses of the commands in scripts/: 0; 1, the
// measurement says no; 2, it could not be made.
package exit

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// no is what the measurement says.
type no struct{ error }

// No is an error that ends a command with status 1.
func No(format string, args ...any) error { return no{fmt.Errorf(format, args...)} }

// Main runs a command and ends the process.
func Main(command string, run func(w, wErr io.Writer, args []string) error) {
	os.Exit(Code(os.Stderr, command, run(os.Stdout, os.Stderr, os.Args[1:])))
}

// Code prints why a command failed, if it did, and returns its status.
func Code(w io.Writer, command string, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(w, "%s: %s\n", command, strings.TrimRight(err.Error(), "\n"))
	if _, ok := errors.AsType[no](err); ok {
		return 1
	}
	return 2
}

// Parse parses the flags of a command that takes nothing else.
func Parse(fs *flag.FlagSet, args []string, wErr io.Writer) error {
	fs.SetOutput(wErr)
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; give options only", fs.Arg(0))
	}
	return nil
}
