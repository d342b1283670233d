// Command modelerror writes two pages on how far virtual figures may be trusted,
// from raw results alone: results/model-error.md checks the network model against
// real TCP and TLS, results/lock.md places sync.Mutex between the two locks that
// virtual time has. `make model-error` makes the raw results first. It ends with 2 if
// the pages could not be made.
package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
)

func main() { exit.Main("modelerror", run) }

func run(w, wErr io.Writer, args []string) error {
	fs := flag.NewFlagSet("modelerror", flag.ContinueOnError)
	dir := fs.String("results", "results", "`folder` with model.bench, lock.bench and wall.bench; the pages go there, too")
	if err := exit.Parse(fs, args, wErr); err != nil {
		return err
	}
	pages, err := makePages(*dir)
	if err != nil {
		return err
	}
	if err := files.Write(*dir, pages); err != nil {
		return err
	}
	for _, p := range pages {
		if _, err := w.Write(p.Text); err != nil {
			return err
		}
	}
	return nil
}

// makePages reads everything before anything is written.
func makePages(dir string) ([]files.File, error) {
	var raw [3]*results.Runs
	for i, name := range []string{"model.bench", "lock.bench", "wall.bench"} {
		f, err := results.ReadRuns(filepath.Join(dir, name), "model-error")
		if err != nil {
			return nil, err
		}
		if i > 0 && f.Config[cell.Model] != raw[0].Config[cell.Model] {
			return nil, fmt.Errorf("%s is of model %q, %s of model %q; run make model-error, which makes both",
				f.Path, f.Config[cell.Model], raw[0].Path, raw[0].Config[cell.Model])
		}
		raw[i] = f
	}
	model, lock, wall := raw[0], raw[1], raw[2]
	errorPage, err := modelErrorPage(model, wall)
	if err != nil {
		return nil, err
	}
	lockPage, err := lockPage(lock, wall)
	if err != nil {
		return nil, err
	}
	return []files.File{{Name: "model-error.md", Text: errorPage}, {Name: "lock.md", Text: lockPage}}, nil
}
