// Command modelerror writes two pages on how far virtual figures may be trusted,
// from raw results alone: results/model-error.md checks the network model against
// real TCP and TLS, results/lock.md places sync.Mutex between the two locks that
// virtual time has. `make model-error` makes the raw results first. It ends with 2 if
// the pages could not be made.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/template"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/exit"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/results"
)

func main() {
	os.Exit(exit.Code(os.Stderr, "modelerror", run(os.Stdout, os.Stderr, os.Args[1:])))
}

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

func execute(text string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := template.Must(template.New("page").Option("missingkey=error").Parse(text)).Execute(&b, data)
	return b.Bytes(), err
}

// samples reads figures until one is missing or cannot be right.
type samples struct{ err error }

func (s *samples) of(f *results.Runs, name cell.Name, unit string) (got results.Sample) {
	if s.err == nil {
		got, s.err = f.Sample(name.Config(), unit)
	}
	return got
}

// ofRight wants, on the real clock, copies without wrong bytes.
func (s *samples) ofRight(wall *results.Runs, name cell.Name, unit string) results.Sample {
	if wrong := s.of(wall, name, "wall-wrong-B/op"); s.err == nil && wrong.High > 0 {
		s.err = fmt.Errorf("%s: %s copied %v wrong bytes: its figures mean nothing", wall.Path, name.Config(), wrong.High)
	}
	return s.of(wall, name, unit)
}
