package diff

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"readeratbench/internal/cell"
	"readeratbench/scripts/internal/files"
	"readeratbench/scripts/internal/gate"
	"readeratbench/scripts/internal/results"
)

// HereFolder has the working tree's figures. Compare reads them there, and writes beside
// it the base's figures and the report.
const HereFolder = "here"

const (
	baseFolder    = "base"
	figuresFolder = "figures"
)

// Request is what to compare.
type Request struct {
	Base   *Base
	Folder string // with HereFolder in it
	Tree   string // what was measured, for people
	// All are the names of all cells if only some were measured, nil if all were. The
	// base's cells that were left out have not vanished.
	All []cell.Name
	// Draw draws the pictures of a results folder. Without it they are not compared.
	Draw func(ctx context.Context, folder string) error
}

// Report is the outcome of a comparison.
type Report struct {
	Request
	base, here *gate.Figures
	diff       *gate.Diff

	stale    []cell.Name          // cells of which HEAD has other figures, or none
	accepted map[cell.Name]string // failing cells, and what accepts them
	unclear  []string             // lines that accept nothing

	benchstat string
	limits    []string // how they changed

	pictures, lostPictures []string
	undrawn                []string // why pictures cannot be drawn
}

// Compare compares and writes the report into the folder.
func Compare(ctx context.Context, q Request) (*Report, error) {
	r := &Report{Request: q}
	here, err := readFolder(filepath.Join(q.Folder, HereFolder), ".bench")
	if err != nil {
		return nil, err
	}
	if r.here, err = readFigures(here, HereFolder); err != nil {
		return nil, err
	}
	r.base = r.Base.figures.Only(r.wanted)
	r.diff = gate.Compare(r.base, r.here)
	for _, step := range []func(context.Context) error{r.compareWithHead, r.accept, r.compareTables, r.comparePictures} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if r.limits, err = r.Base.changedLimits(ctx); err != nil {
		return nil, err
	}
	return r, r.write()
}

// wanted tells whether a cell was measured, or exists no more.
func (r *Report) wanted(name cell.Name) bool {
	if d, ok := results.DefinitionOf(name); ok && d.Apart && r.here.Result(name) == nil {
		return false // make figures does not measure it
	}
	return r.here.Result(name) != nil || !slices.Contains(r.All, name)
}

// compareWithHead finds cells whose figures are not committed as measured.
func (r *Report) compareWithHead(ctx context.Context) error {
	_, head, err := figuresAt(ctx, "HEAD", "HEAD", r.Base.folder)
	if err != nil {
		return fmt.Errorf("%w; make figures writes it again, commit that", err)
	}
	d := gate.Compare(head.Only(r.wanted), r.here)
	for _, c := range d.Cells {
		if !c.Identical() {
			r.stale = append(r.stale, c.Name)
		}
	}
	r.stale = append(r.stale, d.Vanished...)
	return nil
}

// accept looks in the commits since the base for the reasons of what fails. A commit
// accepts only figures that are committed.
func (r *Report) accept(ctx context.Context) error {
	all := r.All
	if all == nil {
		all = r.here.Names
	}
	lines, unclear, err := r.Base.acceptances(ctx, cell.Distinct(all, "reader"))
	if err != nil {
		return err
	}
	r.unclear, r.accepted = unclear, map[cell.Name]string{}
	for _, c := range r.diff.Cells {
		var reasons []string
		for _, a := range gate.Accepted(c, lines) {
			reasons = appendNew(reasons, fmt.Sprintf("%s says: %s", a.Commit, a.Why))
		}
		if len(reasons) > 0 && !slices.Contains(r.stale, c.Name) {
			r.accepted[c.Name] = strings.Join(reasons, "; ")
		}
	}
	return nil
}

// comparePictures draws the pictures of here and compares them with those of the base.
// An error of drawing, such as a missing cell, goes into the report and does not end the
// comparison.
func (r *Report) comparePictures(ctx context.Context) error {
	if r.Draw == nil {
		return nil
	}
	here := filepath.Join(r.Folder, HereFolder)
	if err := r.Draw(ctx, here); err != nil {
		r.undrawn = []string{strings.TrimSpace(err.Error())}
		return context.Cause(ctx)
	}
	before, err := filesAt(ctx, r.Base.commit, r.Base.folder+"/"+figuresFolder, ".svg")
	if err != nil {
		return err
	}
	after, err := readFolder(filepath.Join(here, figuresFolder), ".svg")
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

func (r *Report) write() error {
	all := []files.File{
		{Name: "summary.md", Text: []byte(r.markdown())},
		{Name: "benchstat.txt", Text: []byte(r.benchstat)},
		{Name: "pictures.txt", Text: []byte(lines(r.pictures))},
	}
	for _, name := range sortedKeys(r.Base.files) {
		all = append(all, files.File{Name: filepath.Join(baseFolder, name), Text: []byte(r.Base.files[name])})
	}
	return files.Write(r.Folder, all)
}

// readFolder reads the files with an extension, by name.
func readFolder(dir, ext string) (map[string]string, error) {
	all := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(dir, "*"+ext))
	for _, path := range paths {
		text, readErr := os.ReadFile(path)
		if readErr != nil {
			return nil, readErr
		}
		all[filepath.Base(path)] = string(text)
	}
	return all, err
}
