// Command modelerror writes two pages on how far virtual figures may be trusted,
// from raw results alone: results/model-error.md checks the network model against
// real TCP and TLS, results/lock.md places sync.Mutex between the two locks that
// virtual time has. `make model-error` makes the raw results first. It ends with 2 if
// the pages could not be made.
package main

import (
	"cmp"
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
	var all [3]*results.Runs
	for i, name := range []string{"model.bench", "lock.bench", "wall.bench"} {
		f, err := results.ReadRuns(filepath.Join(dir, name), "model-error")
		if err != nil {
			return nil, err
		}
		all[i] = f
		if want, got := all[0].Config[cell.Model], f.Config[cell.Model]; got != want {
			return nil, fmt.Errorf("%s is of model %q, %s of model %q; run make model-error, which makes both", f.Path, got, all[0].Path, want)
		}
	}
	r := &raw{model: all[0], lock: all[1], wall: all[2]}
	errorPage, err := r.modelErrorPage()
	if err != nil {
		return nil, err
	}
	lockPage, err := r.lockPage()
	return []files.File{errorPage, lockPage}, err
}

// raw is the raw results. A sample that is not there is empty, and err says which was the
// first.
type raw struct {
	model, lock, wall *results.Runs
	err               error
}

// sample is what all runs of a cell gave.
func (r *raw) sample(of *results.Runs, name cell.Name, unit string) results.Sample {
	s, err := of.Sample(name.Config(), unit)
	r.err = cmp.Or(r.err, err)
	return s
}

// right wants, on the real clock, copies without wrong bytes.
func (r *raw) right(name cell.Name, unit string) results.Sample {
	if wrong := r.sample(r.wall, name, "wall-wrong-B/op"); wrong.High > 0 {
		r.err = cmp.Or(r.err, fmt.Errorf("%s: %s copied %v wrong bytes: its figures mean nothing", r.wall.Path, name.Config(), wrong.High))
	}
	return r.sample(r.wall, name, unit)
}
