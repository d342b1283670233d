// Command modelerror writes two pages on how far virtual figures may be trusted,
// from raw results alone: results/model-error.md holds the network model against
// real TCP and TLS, results/lock.md places sync.Mutex between the two locks that
// virtual time has. `make model-error` makes the raw results first.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"readeratbench/scripts/internal/results"
)

func main() {
	if err := run(os.Stdout, os.Stderr, os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(os.Stderr, "modelerror: %v\n", err)
			os.Exit(1)
		}
	}
}

func run(w, wErr io.Writer, args []string) error {
	fs := flag.NewFlagSet("modelerror", flag.ContinueOnError)
	fs.SetOutput(wErr)
	dir := fs.String("results", "results", "`folder` with model.bench, lock.bench and wall.bench; the pages go there, too")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; -results names a folder", fs.Arg(0))
	}
	pages, err := makePages(*dir)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if err := replace(filepath.Join(*dir, p.name), p.text); err != nil {
			return err
		}
		if _, err := w.Write(p.text); err != nil {
			return err
		}
	}
	return nil
}

// page is a file to be.
type page struct {
	name string
	text []byte
}

// makePages reads everything before anything is written.
func makePages(dir string) ([]page, error) {
	var files [3]*results.Runs
	for i, name := range []string{"model.bench", "lock.bench", "wall.bench"} {
		f, err := results.ReadRuns(filepath.Join(dir, name), "model-error")
		if err != nil {
			return nil, err
		}
		if i > 0 && f.Config["model"] != files[0].Config["model"] {
			return nil, fmt.Errorf("%s is of model %q, %s of model %q; run make model-error, which makes both",
				f.Path, f.Config["model"], files[0].Path, files[0].Config["model"])
		}
		files[i] = f
	}
	model, lock, wall := files[0], files[1], files[2]
	errorPage, err := modelErrorPage(model, wall)
	if err != nil {
		return nil, err
	}
	lockPage, err := lockPage(lock, wall)
	if err != nil {
		return nil, err
	}
	return []page{{"model-error.md", errorPage}, {"lock.md", lockPage}}, nil
}

// replace writes beside the file and renames.
func replace(path string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".modelerror-")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
