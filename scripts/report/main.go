// Command report makes, from the committed raw results alone, what people read:
// results/figures/*.svg, results/report.html and results/DECISION.md. Every figure
// in the prose is filled in from the results, and what the prose claims is held
// against them. With -check it writes nothing and fails if a file is not what the
// results say; with -pictures it makes the pictures alone.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Stderr, os.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintf(os.Stderr, "report: %v\n", err)
		os.Exit(1)
	}
}

func run(w, wErr io.Writer, args []string) error {
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	fs.SetOutput(wErr)
	dir := fs.String("results", "results", "`folder` with the raw results; what is made of them goes there, too")
	check := fs.Bool("check", false, "write nothing, fail if a file is not what the results say")
	pictures := fs.Bool("pictures", false, "make the pictures alone, which claim nothing")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; -results names a folder", fs.Arg(0))
	}
	if *check && *pictures {
		return errors.New("-check and -pictures: give one of the two")
	}
	makeAll := makeFiles
	if *pictures {
		makeAll = makePictureFiles
	}
	files, err := makeAll(*dir)
	if err != nil {
		return err
	}
	if *check {
		return files.check(*dir)
	}
	if err := files.write(*dir); err != nil {
		return err
	}
	for _, file := range files {
		if filepath.Dir(file.name) != figuresName {
			fmt.Fprintln(w, filepath.Join(*dir, file.name))
		}
	}
	return nil
}

// file is one that is made, by its name below the results.
type file struct {
	name string
	text []byte
}

type files []file

// makeFiles makes everything before anything is written.
func makeFiles(dir string) (files, error) {
	facts, err := loadFacts(dir)
	if err != nil {
		return nil, err
	}
	pictures, err := makePictures(facts)
	if err != nil {
		return nil, err
	}
	page, err := makePage(facts, pictures)
	if err != nil {
		return nil, err
	}
	decision, err := makeDecision(facts)
	if err != nil {
		return nil, err
	}
	return append(pictureFiles(pictures), file{"report.html", page}, file{"DECISION.md", decision}), nil
}

// makePictureFiles makes what says nothing of the figures that might not hold.
func makePictureFiles(dir string) (files, error) {
	facts, err := loadFacts(dir)
	if err != nil {
		return nil, err
	}
	pictures, err := makePictures(facts)
	return pictureFiles(pictures), err
}

func pictureFiles(pictures []picture) files {
	var all files
	for _, p := range pictures {
		all = append(all, file{filepath.Join(figuresName, p.Name+".svg"), standalone(p.svg)})
	}
	return all
}

const figuresName = "figures"

// check holds what is there against what should be.
func (f files) check(dir string) error {
	var stale []string
	for _, file := range f {
		if got, err := os.ReadFile(filepath.Join(dir, file.name)); err != nil || string(got) != string(file.text) {
			stale = append(stale, filepath.Join(dir, file.name))
		}
	}
	for _, name := range f.leftOver(dir) {
		stale = append(stale, name+" (no longer made)")
	}
	if len(stale) > 0 {
		return fmt.Errorf("not what the results say: %s; run make report", strings.Join(stale, ", "))
	}
	return nil
}

// leftOver are pictures that are no longer made.
func (f files) leftOver(dir string) []string {
	made := map[string]bool{}
	for _, file := range f {
		made[filepath.Join(dir, file.name)] = true
	}
	var left []string
	there, _ := filepath.Glob(filepath.Join(dir, figuresName, "*.svg")) // the pattern is good
	for _, name := range there {
		if !made[name] {
			left = append(left, name)
		}
	}
	return left
}

// write writes beside the files and renames, the last when all are there.
func (f files) write(dir string) (err error) {
	stage, err := os.MkdirTemp(dir, ".report-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	if err := os.MkdirAll(filepath.Join(stage, figuresName), 0o777); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, figuresName), 0o777); err != nil {
		return err
	}
	for _, file := range f {
		if err := os.WriteFile(filepath.Join(stage, file.name), file.text, 0o666); err != nil {
			return err
		}
	}
	for _, file := range f {
		if err := os.Rename(filepath.Join(stage, file.name), filepath.Join(dir, file.name)); err != nil {
			return err
		}
	}
	for _, name := range f.leftOver(dir) {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}
