package diff

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/gate"
)

// What a comparison leaves in its folder, beside both sides' results.
const (
	BaseFolder    = "base"
	HereFolder    = "here" // the working tree's figures; Compare reads them there
	FiguresFolder = "figures"
	picturesFile  = "pictures.txt" // names of the pictures that changed
)

// Request is what to compare.
type Request struct {
	Base   *Base
	Folder string // with HereFolder in it; the rest is written there
	Tree   string // what was measured, for people
	// All are the names of all cells that there are, where only some were measured;
	// nil: all were.
	All []cell.Name
	// Draw draws the pictures of a results folder; nil: they are not compared.
	Draw func(ctx context.Context, folder string) error
}

// Report is what a comparison came to.
type Report struct {
	Request
	here    *gate.Figures
	readers []string // that there are

	diff     *gate.Diff
	unmoved  []cell.Name // cells whose figures are not committed as measured
	accepted map[cell.Name][]gate.Acceptance
	unclear  []string // lines that accept nothing

	benchstat string
	limits    []string // how limits.go is not what it was

	pictures, lostPictures []string
	noPictures             error
}

// Compare compares and writes what there is to see into the folder.
func Compare(ctx context.Context, q Request) (*Report, error) {
	r := &Report{Request: q}
	here, err := readFolder(filepath.Join(q.Folder, HereFolder))
	if err != nil {
		return nil, err
	}
	if r.here, err = readFigures(here, HereFolder); err != nil {
		return nil, err
	}
	all := q.All
	if all == nil {
		all = r.here.Names
	}
	r.readers = cell.Distinct(all, "reader")
	// Of the base, what is not merely left out here.
	wanted := func(name cell.Name) bool {
		return r.here.Result(name) != nil || !slices.Contains(q.All, name)
	}
	r.Base.figures = r.Base.figures.Only(wanted)
	if r.diff, err = gate.Compare(r.Base.figures, r.here); err != nil {
		return nil, err
	}
	if r.benchstat, err = benchstat(ctx, r.diff, r.Base, r.here, q.Folder); err != nil {
		return nil, err
	}
	if r.limits, err = r.Base.changedLimits(ctx); err != nil {
		return nil, err
	}
	if err := r.accept(ctx, wanted); err != nil {
		return nil, err
	}
	if err := r.comparePictures(ctx); err != nil {
		return nil, err
	}
	return r, r.write()
}

// accept looks for what commits since the base say of the figures that fail.
func (r *Report) accept(ctx context.Context, wanted func(cell.Name) bool) error {
	lines, unclear, err := r.Base.acceptances(ctx)
	if err != nil {
		return err
	}
	r.unclear = unclear
	for _, a := range lines {
		for _, reader := range a.Readers {
			if !slices.Contains(r.readers, reader) {
				r.unclear = append(r.unclear, fmt.Sprintf("%s names %s, a reader that there is not", a.Commit, reader))
			}
		}
	}
	files, err := filesAt(ctx, "HEAD", r.Base.folder, ".bench")
	if err != nil {
		return err
	}
	committed, err := readFigures(files, "HEAD:"+r.Base.folder)
	if err != nil {
		return fmt.Errorf("%w; make figures makes it anew, commit that", err)
	}
	r.accepted = map[cell.Name][]gate.Acceptance{}
	for _, c := range r.diff.Cells {
		if len(c.Fails()) == 0 {
			continue
		}
		if by, ok := gate.Accepted(c, committed, lines); ok {
			r.accepted[c.Name] = by
		}
	}
	d, err := gate.Compare(committed.Only(wanted), r.here)
	if err != nil {
		return err
	}
	for _, c := range d.Cells {
		if !c.Identical() {
			r.unmoved = append(r.unmoved, c.Name)
		}
	}
	r.unmoved = append(r.unmoved, d.Vanished...)
	return nil
}

// comparePictures draws the working tree's side and finds what is not as at the base.
// That it cannot be drawn, say because of a cell that is no longer there, is said and
// is no reason to have no comparison.
func (r *Report) comparePictures(ctx context.Context) error {
	if r.Draw == nil {
		return nil
	}
	here := filepath.Join(r.Folder, HereFolder)
	err := r.Draw(ctx, here)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		r.noPictures = err
		return nil
	}
	before, err := filesAt(ctx, r.Base.commit, filepath.Join(r.Base.folder, FiguresFolder), ".svg")
	if err != nil {
		return err
	}
	after, err := readFolder(filepath.Join(here, FiguresFolder))
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(after) {
		if before[name] != after[name] {
			r.pictures = append(r.pictures, name)
		}
		delete(before, name)
	}
	r.lostPictures = sortedKeys(before)
	return nil
}

// write leaves the base's side and the report in the folder.
func (r *Report) write() error {
	all := map[string]string{"benchstat.txt": r.benchstat, picturesFile: lines(r.pictures), "summary.md": r.markdown()}
	for name, text := range r.Base.files {
		all[filepath.Join(BaseFolder, name)] = text
	}
	var errs []error
	for name, text := range all {
		errs = append(errs, writeFile(filepath.Join(r.Folder, name), []byte(text)))
	}
	return errors.Join(errs...)
}

// readFolder reads the results files, or pictures, of a folder by name.
func readFolder(dir string) (map[string]string, error) {
	all := map[string]string{}
	for _, pattern := range []string{"*.bench", "*.svg"} {
		names, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			all[name] = string(text)
		}
	}
	return all, nil
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
