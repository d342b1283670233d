package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"readeratbench/scripts/internal/gate"
)

// diffReport is what a comparison came to.
type diffReport struct {
	base *baseline
	here *measuredHere
	tree string // what was measured

	rerun  *gate.Figures // the base's own, if it was run again
	untrue []string      // cells whose committed figures at the base are not those

	diff     *gate.Diff
	unmoved  []string // cells whose figures are not committed as measured
	accepted map[string][]gate.Acceptance
	unclear  []string

	benchstat string
	realClock []realClock
	limits    []string // how limits.go is not what it was

	pictures, lostPictures []string
	noPictures             error
}

// realClock is a file of figures of the real clock that changed: shown, never judged.
type realClock struct{ file, benchstat string }

// conclude finds out everything there is to say.
func (r *diffReport) conclude(ctx context.Context, o options) (err error) {
	base := r.base.figures
	if r.rerun != nil {
		if r.untrue, err = untrue(base, r.rerun); err != nil {
			return err
		}
		base = r.rerun // what this machine gives of both is the change's own doing
	}
	if r.diff, err = gate.Compare(base, r.here.figures); err != nil {
		return err
	}
	if r.benchstat, err = benchstatOf(ctx, r.diff, base, r.here.figures, r.base.short()); err != nil {
		return err
	}
	if r.realClock, err = r.base.remeasured(ctx, o); err != nil {
		return err
	}
	if r.limits, err = r.base.changedLimits(ctx); err != nil {
		return err
	}
	return r.accept(ctx, o)
}

// limitsFile has what figures may get worse by.
const limitsFile = "scripts/internal/gate/limits.go"

// changedLimits is how they differ: a change that is judged by its own limits has to
// show them.
func (b *baseline) changedLimits(ctx context.Context) ([]string, error) {
	if _, err := git(ctx, "cat-file", "-e", b.commit+":./"+limitsFile); err != nil {
		return nil, nil // it is of before there were limits
	}
	text, err := git(ctx, "diff", "--no-color", "--no-ext-diff", "--unified=0", b.commit, "--", limitsFile)
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, plain(line))
	}
	return lines, err
}

// untrue are the cells that the base's results/ have otherwise than it gives.
func untrue(committed, rerun *gate.Figures) ([]string, error) {
	d, err := gate.Compare(committed, rerun)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, c := range d.Cells {
		switch {
		case c.New:
			lines = append(lines, c.Name+": has no figures there")
		case len(c.NewUnits) > 0:
			lines = append(lines, c.Name+": has no "+strings.Join(c.NewUnits, ", ")+" there")
		case !c.Identical():
			lines = append(lines, changeLine(c, ""))
		}
	}
	for _, name := range d.Vanished {
		lines = append(lines, name+": has figures there, and is no cell of it")
	}
	return lines, nil
}

// accept looks for what commits since the base say of the figures that fail.
func (r *diffReport) accept(ctx context.Context, o options) error {
	lines, unclear, err := r.base.acceptances(ctx)
	if err != nil {
		return err
	}
	r.unclear = unclear
	for _, a := range lines {
		for _, reader := range a.Readers {
			if !r.here.readers[reader] {
				r.unclear = append(r.unclear, fmt.Sprintf("%s names %s, a reader that there is not", a.Commit, reader))
			}
		}
	}
	files, err := filesAt(ctx, "HEAD", o.results, ".bench")
	if err != nil {
		return err
	}
	committed, _, err := readFiles(files, "HEAD:"+o.results)
	if err != nil {
		return fmt.Errorf("%w; make figures makes it anew, commit that", err)
	}
	r.accepted = map[string][]gate.Acceptance{}
	for _, c := range r.diff.Cells {
		if len(c.Fails()) == 0 {
			continue
		}
		if by, ok := gate.Accepted(c, committed, lines); ok {
			r.accepted[c.Name] = by
		}
	}
	d, err := gate.Compare(committed.Only(r.here.wants), r.here.figures)
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

// remeasured compares what the base and the working tree have of the real clock. A
// file that is there on one side alone is compared with nothing.
func (b *baseline) remeasured(ctx context.Context, o options) ([]realClock, error) {
	var changed []realClock
	for _, name := range b.realClock {
		is, err := os.ReadFile(filepath.Join(o.results, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			changed = append(changed, realClock{name, "it is no longer there\n"})
			continue
		case err != nil:
			return nil, err
		case string(is) == b.files[name]:
			continue
		}
		text, err := benchstatText(ctx, ".config", b.short(), literally(b.files[name]), literally(string(is)))
		if err != nil {
			return nil, err
		}
		changed = append(changed, realClock{name, text})
	}
	return changed, nil
}

// treeName says what was measured.
func (c command) treeName(ctx context.Context) (string, error) {
	hash, err := c.commit(ctx)
	if err != nil {
		return "", err
	}
	if short, ok := strings.CutSuffix(hash, dirty); ok {
		return fmt.Sprintf("the working tree, %s and what is not committed", short[:min(len(short), 10)]), nil
	}
	return hash[:min(len(hash), 10)], nil
}
