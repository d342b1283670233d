package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// What a diff leaves: results folders of both sides, and what was made of them.
const (
	baseFolder     = "base"
	hereFolder     = "here"
	figuresFolder  = "figures"
	benchstatFile  = "benchstat.txt"
	summaryFile    = "summary.md"
	picturesFile   = "pictures.txt" // names of the pictures that changed
	realClockFile  = "cpu.bench"    // is in one of the pictures
	pictureFileExt = ".svg"
)

var diffFolders = []string{baseFolder, hereFolder}

// stageDiff writes both sides, the pictures of the whole matrix, and the report.
func (c command) stageDiff(ctx context.Context, o options, out *output, r *diffReport) error {
	for name, text := range r.base.files {
		if err := out.write(filepath.Join(baseFolder, name), literally(text)); err != nil {
			return err
		}
	}
	for name, set := range bySet(r.here.results) {
		if err := out.write(filepath.Join(hereFolder, name), set.WriteFile); err != nil {
			return err
		}
	}
	for _, t := range r.here.traces {
		if err := out.write(filepath.Join(hereFolder, t.file()), t.write); err != nil {
			return err
		}
	}
	if o.bench == "" {
		if err := c.stagePictures(ctx, o, out, r); err != nil {
			return err
		}
	}
	return errors.Join(
		out.write(benchstatFile, literally(r.benchstat)),
		out.write(picturesFile, literally(lines(r.pictures))),
		out.write(summaryFile, r.markdown),
	)
}

func literally(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// stagePictures draws the working tree's side and keeps what is not as at the base.
// That it cannot be drawn, say because of a cell that is no longer there, is said and
// is no reason to have no comparison.
func (c command) stagePictures(ctx context.Context, o options, out *output, r *diffReport) error {
	realClock, err := os.ReadFile(filepath.Join(o.results, realClockFile))
	if err == nil {
		err = out.write(filepath.Join(hereFolder, realClockFile), literally(string(realClock)))
	}
	here := out.staged(hereFolder)
	if err == nil {
		err = c.pictures(ctx, here)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		r.noPictures = err
		return nil
	}
	before, err := filesAt(ctx, r.base.commit, filepath.Join(o.results, figuresFolder), pictureFileExt)
	if err != nil {
		return err
	}
	after, err := fs.Glob(os.DirFS(filepath.Join(here, figuresFolder)), "*"+pictureFileExt)
	if err != nil {
		return err
	}
	for _, name := range after {
		text, err := os.ReadFile(filepath.Join(here, figuresFolder, name))
		if err != nil {
			return err
		}
		if old, ok := before[name]; !ok || old != string(text) {
			r.pictures = append(r.pictures, name)
		}
		delete(before, name)
	}
	r.lostPictures = sortedKeys(before)
	return nil
}

// drawPictures has scripts/report draw what is in a results folder.
func drawPictures(ctx context.Context, folder string) error {
	_, err := goCommand(ctx, "", "run", "./scripts/report", "-pictures", "-results", folder)
	return err
}
