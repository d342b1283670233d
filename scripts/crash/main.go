// Command crash shows the crash that moby/buildkit #6674 reported: it reads one
// object through the unsynchronised reader the way the AWS uploader does, again
// and again, until a nil pointer panic happens.
//
// It exits with 0 when the crash was seen and with 1 when it was not within the
// bound.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdout, os.Stderr, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(w, wErr io.Writer, args []string) error {
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	flags.SetOutput(wErr)
	attempts := flags.Int("attempts", 1000, "uploads to try at most")
	workers := flags.Int("workers", 5, "goroutines that read at once")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("crash: %w", err)
	}
	fmt.Fprintf(w, "Reading a %d MiB object in %d MiB parts, %d KiB a call, from %d goroutines, through one reader without a lock.\n",
		parts*partSize>>20, partSize>>20, callSize>>10, *workers)
	for attempt := 1; attempt <= *attempts; attempt++ {
		if crash := upload(*workers); crash != nil {
			fmt.Fprintf(w, "Attempt %d crashed: %v\n", attempt, crash)
			fmt.Fprintln(w, "One goroutine had closed the stream and set it to nil while another was reading from it. In a daemon nobody recovers from that.")
			return nil
		}
	}
	return fmt.Errorf("crash: not seen in %d attempts; try more -attempts, or more processors", *attempts)
}
